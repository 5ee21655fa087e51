package dev.tlsdiag.recall;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Only {@link NoResultException} may come out, whatever the bytes; and what is read is shown. */
class RecallFuzz {
  @FuzzTest(maxDuration = "60s")
  void result(byte[] bytes) {
    read(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Behind what a report begins with, so that more of the bytes are met by the reader. */
  @FuzzTest(maxDuration = "60s")
  void report(byte[] bytes) {
    read(
        "{\"schemaVersion\":1,\"tool\":{\"version\":\"1\"},\"verdict\":\"fail\","
            + new String(bytes, StandardCharsets.UTF_8));
  }

  private static void read(String json) {
    try {
      Shown.text(json);
    } catch (NoResultException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }
}
