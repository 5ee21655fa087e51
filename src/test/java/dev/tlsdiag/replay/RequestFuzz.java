package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Requests as they are pasted or kept in files: only messages for the user may come out. */
class RequestFuzz {
  /** The words of a pasted line, quoted for a shell, are the same words again. */
  @FuzzTest(maxDuration = "60s")
  void words(byte[] line) {
    try {
      List<String> words = CommandLineWords.split(text(line));
      String quoted =
          words.stream()
              .map(word -> "'" + word.replace("'", "'\\''") + "'")
              .collect(Collectors.joining(" "));
      if (!quoted.matches("(?s).*[\\^`].*")) { // by which it would be of another shell
        assertEquals(words, CommandLineWords.split(quoted));
      }
    } catch (IllegalArgumentException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  /** Whatever options; but none that reads a file or what is typed. */
  @FuzzTest(maxDuration = "60s")
  void curl(byte[] line) throws IOException {
    String text = text(line);
    if (text.matches("(?s).*[@<].*") || text.matches("(?s).*-[a-zA-Z]*[KTbc]?-?.*/.*")) {
      return;
    }
    try {
      CurlCommand.parse("curl " + text);
    } catch (IllegalArgumentException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  @FuzzTest(maxDuration = "60s")
  void http(byte[] file) {
    try {
      HttpFile.parse("x.http", text(file)).request(Optional.empty());
    } catch (IllegalArgumentException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
