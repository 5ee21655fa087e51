package dev.tlsdiag.diagnose.explain;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class PastedFuzz {
  /** Whatever message is pasted. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] bytes) {
    String pasted = new String(bytes, StandardCharsets.UTF_8);
    MessageIndex.search(pasted);
    MessageIndex.terms(pasted);
  }
}
