package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

class CheckFuzz {
  /** A file of checks is read, or says what is wrong with it. */
  @FuzzTest(maxDuration = "60s")
  void checks(byte[] bytes) {
    YamlProblems problems = new YamlProblems();
    CheckReader reader = new CheckReader(Map.of("HOST", "a.example"), Path.of(""), problems);
    if (reader.read(text(bytes)).isEmpty()) {
      assertFalse(problems.isEmpty());
    }
  }

  @FuzzTest(maxDuration = "60s")
  void suppressions(byte[] bytes) {
    new SuppressionReader(new YamlProblems()).read(text(bytes));
  }

  private static YamlText text(byte[] bytes) {
    return new YamlText("x.yaml", new String(bytes, StandardCharsets.UTF_8));
  }
}
