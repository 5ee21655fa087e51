package dev.tlsdiag.track;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

class DtlsFuzz {
  /** Whatever arrives from both sides: no exception may come out. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] payload) {
    UdpConversation talk = new UdpConversation(4433);
    talk.client(payload).server(payload).client(payload);
    int half = payload.length / 2;
    talk.client(Arrays.copyOf(payload, half));
    talk.server(Arrays.copyOfRange(payload, half, payload.length));
    talk.finish(5);
  }
}
