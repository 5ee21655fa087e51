package dev.tlsdiag.track;

import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.Optional;

/**
 * A ClientHello of which only the first part was sent when the server ended the connection: as
 * somebody does who looks for the name in the first segment alone.
 */
final class BegunHello {
  private static final int HEADERS = 9;

  private BegunHello() {}

  /** Empty where no hello was begun, or something else than the server's end cut it short. */
  static Optional<TcpHandshake> of(TcpConnection c) {
    int client = c.halves[0].tlsStart >= 0 ? 0 : 1;
    HalfStream half = c.halves[client];
    int server = 1 - client;
    int start = half.tlsStart;
    int sent = half.buffer.length() - start;
    boolean begun =
        start >= 0
            && c.serverHello == null
            && half.state == HalfStream.State.RECORDS
            && sent > HEADERS
            && half.buffer.array()[start] == HelloPattern.HANDSHAKE
            && half.buffer.array()[start + 5] == HandshakeType.CLIENT_HELLO;
    boolean whole =
        c.cutBytes == 0
            && half.buffer.missingBytes() == 0
            && !half.buffer.hasWaiting()
            && c.halves[server].buffer.length() == 0;
    if (!begun || !whole || TcpOutcome.firstToClose(c) != server) {
      return Optional.empty();
    }
    byte[] b = half.buffer.array();
    int announced =
        HEADERS + ((b[start + 6] & 0xff) << 16 | (b[start + 7] & 0xff) << 8 | b[start + 8] & 0xff);
    if (announced <= sent) {
      return Optional.empty(); // it is whole, in more records than were read
    }
    boolean reset = c.resetFrame[server] != 0;
    Outcome outcome = reset ? new Outcome.Reset(Side.SERVER) : new Outcome.Closed(Side.SERVER);
    return Optional.of(TcpHandshake.withoutHello(c, client, outcome).cutShort(sent, announced));
  }
}
