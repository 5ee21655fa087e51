package dev.tlsdiag.mesh.policy.lint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** No text, however broken, ends the reading or the lints of resources. */
class ManifestFuzz {
  @FuzzTest(maxDuration = "60s")
  void anyBytes(byte[] bytes) {
    ManifestMutationsTest.read(new String(bytes, StandardCharsets.UTF_8));
  }
}
