package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Patterns of policies against values, the first line being the pattern. */
class PatternFuzz {
  /** A regular expression has a problem or an answer. */
  @FuzzTest(maxDuration = "60s")
  void http(byte[] bytes) {
    String[] lines = lines(bytes);
    assertEquals(
        HttpRegex.problem(lines[0]).isEmpty(), HttpRegex.matches(lines[0], lines[1]).isPresent());
  }

  private static String[] lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    return new String[] {
      end < 0 ? text : text.substring(0, end), end < 0 ? "" : text.substring(end + 1)
    };
  }
}
