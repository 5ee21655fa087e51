package dev.tlsdiag.track;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.wire.Bytes;
import java.util.Arrays;

class PreamblesFuzz {
  /** Whatever both sides say before TLS, the first byte being how much of it the client says. */
  @FuzzTest(maxDuration = "60s")
  void neverThrows(byte[] talk) {
    if (talk.length == 0) {
      return;
    }
    int client = Math.min(talk.length, 1 + (talk[0] & 0xff) * 4);
    Bytes said = Bytes.copyOf(Arrays.copyOfRange(talk, 1, client));
    Bytes answered = Bytes.copyOf(Arrays.copyOfRange(talk, client, talk.length));
    Preamble preamble = Preambles.parse(said, answered);
    preamble.proxyHeader();
    Preambles.isProxyHeader(said);
  }
}
