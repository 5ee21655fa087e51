package dev.tlsdiag.track;

import dev.tlsdiag.quic.ConnectionKeys;
import dev.tlsdiag.quic.CryptoStream;
import dev.tlsdiag.quic.FrameSink;
import dev.tlsdiag.quic.InitialFrames;
import dev.tlsdiag.quic.InitialPayload;
import dev.tlsdiag.quic.LongPacket;
import dev.tlsdiag.quic.QuicVersion;
import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.Optional;

/**
 * One QUIC connection: what its Initial packets said, and the handshake that is going on. A Retry
 * or Version Negotiation makes the client begin another one.
 */
final class QuicConnection {
  private final HandshakeSink sink;
  private final UdpPair pair;
  private final QuicVersion version;
  private final CryptoStream clientCrypto = new CryptoStream();
  private final CryptoStream serverCrypto = new CryptoStream();

  /** The destination of the client's first Initial packet, from which the keys are made. */
  final Bytes originalId;

  private final Bytes clientId;
  private Bytes serverId = Bytes.EMPTY;
  private ConnectionKeys keys;

  /** Null once concluded. */
  private QuicHandshake handshake;

  private boolean concluded;

  QuicConnection(
      HandshakeSink sink, UdpPair pair, LongPacket first, ConnectionKeys keys, Datagram d) {
    this.sink = sink;
    this.pair = pair;
    this.version = first.version();
    this.originalId = first.destinationId();
    this.clientId = first.sourceId();
    this.keys = keys;
    this.handshake = new QuicHandshake(version, pair, d);
  }

  ConnectionKeys keys() {
    return keys;
  }

  /** The server chose another version (RFC 9368): both sides go on with its keys. */
  void rekey(ConnectionKeys other) {
    keys = other;
  }

  /** Whether a connection ID of {@code packet} says that it belongs here. */
  boolean owns(LongPacket packet, boolean fromClient) {
    Bytes to = packet.destinationId();
    if (!fromClient) {
      return !clientId.isEmpty() && to.equals(clientId);
    }
    boolean spoken = packet.version().equals(version) || packet.version().equals(keys.version());
    return spoken && (to.equals(originalId) || !serverId.isEmpty() && to.equals(serverId));
  }

  /** Whether an Initial packet that belongs here need not be opened any more. */
  boolean beyond(LongPacket packet) {
    boolean leftBehind = !keys.version().equals(version) && packet.version().equals(version);
    return concluded || handshake.established() || leftBehind;
  }

  /** The handshake to which packets add evidence; empty once it is concluded. */
  Optional<QuicHandshake> pending() {
    return concluded ? Optional.empty() : Optional.of(handshake);
  }

  /** A datagram that belongs to the connection. */
  void seen(Datagram d, boolean fromClient) {
    if (!concluded) {
      handshake.seen(d, fromClient);
    }
  }

  /** The frames of an Initial packet that opened. */
  void initial(LongPacket packet, InitialPayload payload, Datagram d, boolean fromClient) {
    if (!fromClient) {
      serverId = packet.sourceId();
      pending().ifPresent(QuicHandshake::readable);
    }
    if (packet.version().withoutTls()) {
      return;
    }
    try {
      Frames frames = new Frames(d, fromClient);
      if (packet.version().googleFrames()) {
        InitialFrames.readGoogle(payload, frames);
      } else {
        InitialFrames.read(payload, frames);
      }
    } catch (MalformedMessageException e) {
      pending().ifPresent(h -> h.malformedFrame(e.getMessage()));
    }
    CryptoStream stream = fromClient ? clientCrypto : serverCrypto;
    for (Optional<CryptoStream.Message> m = stream.poll(); m.isPresent(); m = stream.poll()) {
      if (fromClient) {
        clientMessage(m.get(), d);
      } else {
        serverMessage(m.get(), d);
      }
    }
  }

  private void clientMessage(CryptoStream.Message m, Datagram d) {
    if (m.message().u8(0) != HandshakeType.CLIENT_HELLO) {
      return;
    }
    if (concluded || handshake.hasHello()) { // the second one, after HelloRetryRequest
      close(d.timeNanos());
      handshake = new QuicHandshake(version, pair, d);
      concluded = false;
      handshake.seen(d, true);
    }
    handshake.hello(m.message(), m.frames(), m.pieces(), d);
    sink.opened(handshake);
  }

  private void serverMessage(CryptoStream.Message m, Datagram d) {
    int type = m.message().u8(0);
    if (!concluded
        && (type == HandshakeType.SERVER_HELLO || type == HandshakeType.HELLO_RETRY_REQUEST)) {
      handshake.serverHello(m.message(), d);
    }
  }

  int bufferedBytes() {
    return clientCrypto.bufferedBytes() + serverCrypto.bufferedBytes();
  }

  /** Whether a ClientHello began and is not complete. */
  boolean incomplete() {
    return !concluded && !handshake.hasHello() && !clientCrypto.isEmpty();
  }

  boolean settled() {
    return concluded || handshake.settled();
  }

  /** No more evidence is taken; a handshake without a complete ClientHello is not told of. */
  void close(long nanos) {
    if (!concluded) {
      QuicHandshake done = handshake;
      concluded = true;
      handshake = null; // the flow is remembered for long, its messages are not
      done.close(nanos);
      if (done.hasHello()) {
        sink.closed(done);
      }
    }
  }

  /** Puts frames where they belong. */
  private final class Frames implements FrameSink {
    private final Datagram datagram;
    private final boolean fromClient;

    Frames(Datagram datagram, boolean fromClient) {
      this.datagram = datagram;
      this.fromClient = fromClient;
    }

    @Override
    public void onCrypto(long offset, Bytes content) {
      if (fromClient) {
        clientCrypto.add(offset, content, datagram.frame());
      } else {
        serverCrypto.add(offset, content, datagram.frame());
      }
    }

    /** After a whole message comes only padding. */
    @Override
    public boolean wantsMore() {
      return !(fromClient ? clientCrypto : serverCrypto).hasMessage();
    }

    @Override
    public void onAck() {
      if (!fromClient && !concluded) {
        handshake.acknowledged();
      }
    }

    @Override
    public void onConnectionClose(long errorCode, String reason) {
      if (!concluded) {
        Side by = fromClient ? Side.CLIENT : Side.SERVER;
        handshake.connectionClose(by, errorCode, reason, datagram);
      }
    }
  }
}
