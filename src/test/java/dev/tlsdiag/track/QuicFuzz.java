package dev.tlsdiag.track;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.quic.SealedInitial;
import dev.tlsdiag.wire.Bytes;
import java.util.Arrays;

class QuicFuzz {
  /** Whatever arrives on a connection with a known ClientHello: no exception may come out. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] payload) {
    UdpConversation talk = new UdpConversation(443);
    Bytes id = Bytes.ofHex("8394c8f03e515708");
    SealedInitial sealed = new SealedInitial(SealedInitial.V1, id);
    talk.client(sealed.fromClient(id, id, 0, SealedInitial.crypto(0, SealedInitial.CLIENT_HELLO)));
    talk.server(payload).client(payload);
    byte[] frames = Arrays.copyOf(payload, Math.max(4, Math.min(payload.length, 1200)));
    talk.client(sealed.fromClient(id, id, 1, frames)).server(sealed.fromServer(id, id, 1, frames));
    talk.finish(5);
  }
}
