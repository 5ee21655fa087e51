package dev.tlsdiag.mesh.istio;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class IstioFuzz {
  /** Whatever a file holds: no exception may come out of readers, lints and the emulation. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] file) {
    IstioReadersTest.read(new String(file, StandardCharsets.UTF_8));
  }
}
