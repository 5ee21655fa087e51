package dev.tlsdiag.track;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.wire.Bytes;

class DnsFuzz {
  /** Whatever arrives from port 53: no exception may come out. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] payload) {
    new DnsAnswers((address, name) -> {}).onPayload(Bytes.copyOf(payload));
  }
}
