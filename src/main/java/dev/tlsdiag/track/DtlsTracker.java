package dev.tlsdiag.track;

import dev.tlsdiag.quic.CryptoStream;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.ContentType;
import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.Optional;

/** From DTLS records to handshakes (RFC 6347, RFC 9147), also within CAPWAP (RFC 5415). */
final class DtlsTracker {
  private static final int MAX_FLOWS = 8_192;
  private static final long MAX_BYTES = 16L << 20;
  private static final int CAPWAP_CONTROL = 5246;
  private static final int CAPWAP_DATA = 5247;
  private static final int CAPWAP_PREAMBLE_BYTES = 4;

  private final HandshakeSink sink;
  private final UdpFlows<DtlsFlow> flows = new UdpFlows<>(MAX_FLOWS, MAX_BYTES);

  DtlsTracker(HandshakeSink sink) {
    this.sink = sink;
  }

  /**
   * One pair of addresses and ports; handshakes follow one another on it, and either side may begin
   * one. The sides are: 0 the client of {@link #pair}, 1 its server.
   */
  private final class DtlsFlow extends UdpFlows.Flow {
    final DtlsFragments[] fragments = {new DtlsFragments(), new DtlsFragments()};
    final Bytes[] lastHello = {Bytes.EMPTY, Bytes.EMPTY};

    /** The side that sent the ClientHello of {@link #handshake}. */
    int client;

    DtlsHandshake handshake;

    DtlsFlow(UdpPair pair) {
      super(pair);
    }

    @Override
    int bufferedBytes() {
      return fragments[0].bufferedBytes() + fragments[1].bufferedBytes();
    }

    @Override
    void close(long nanos) {
      if (handshake != null && !handshake.closed()) {
        handshake.close(nanos);
        sink.closed(handshake);
      }
    }

    @Override
    boolean settled() {
      return handshake == null || handshake.closed() || handshake.settled();
    }

    int side(Datagram d) {
      return pair.fromClient(d) ? 0 : 1;
    }

    boolean pending() {
      return handshake != null && !handshake.closed();
    }
  }

  /**
   * Where the first record starts: after the preamble that marks DTLS in CAPWAP, if there is one.
   */
  static int recordsAt(int sourcePort, int destinationPort, int first) {
    boolean capwap =
        sourcePort == CAPWAP_CONTROL
            || sourcePort == CAPWAP_DATA
            || destinationPort == CAPWAP_CONTROL
            || destinationPort == CAPWAP_DATA;
    return capwap && first == 1 ? CAPWAP_PREAMBLE_BYTES : 0;
  }

  /** Takes a datagram that may hold records. */
  void onDatagram(Datagram d, long stream) {
    Bytes payload = d.payload();
    if (payload.isEmpty()) {
      return;
    }
    DtlsFlow flow = flows.find(stream);
    int at = recordsAt(d.sourcePort(), d.destinationPort(), payload.u8(0));
    boolean counted = false;
    for (DtlsRecord r = DtlsRecord.at(payload, at);
        r != null;
        r = DtlsRecord.at(payload, r.end())) {
      if (flow == null) {
        if (!beginsHello(r)) {
          return;
        }
        flow = new DtlsFlow(UdpPair.sentBy(d, stream));
        flows.add(flow);
      }
      DtlsHandshake before = flow.handshake;
      if (flow.pending() && !counted) {
        flow.handshake.seen(d, flow.side(d) == flow.client);
        counted = true;
      }
      onRecord(flow, r, d);
      counted |= flow.handshake != before;
    }
    if (flow != null) {
      flows.touched(flow, d.timeNanos());
    }
  }

  private static boolean beginsHello(DtlsRecord r) {
    return r.type() == ContentType.HANDSHAKE
        && r.epoch() == 0
        && !r.body().isEmpty()
        && r.body().u8(0) == HandshakeType.CLIENT_HELLO;
  }

  private void onRecord(DtlsFlow flow, DtlsRecord r, Datagram d) {
    boolean fromClient = flow.side(d) == flow.client;
    if (r.type() == ContentType.HANDSHAKE && r.epoch() == 0) {
      try {
        onFragments(flow, r, d);
      } catch (MalformedMessageException e) {
        // A fragment that is cut off: what came before it was taken.
      }
      return;
    }
    if (!flow.pending()) {
      return;
    }
    DtlsHandshake handshake = flow.handshake;
    Side side = fromClient ? Side.CLIENT : Side.SERVER;
    switch (r.type()) {
      case ContentType.CHANGE_CIPHER_SPEC -> {
        handshake.changeCipherSpec(fromClient);
        handshake.letter('I', side);
      }
      case ContentType.ALERT -> onAlert(handshake, r, d, side);
      case ContentType.HANDSHAKE -> {
        handshake.encryptedHandshake(fromClient);
        handshake.letter('F', side);
      }
      case ContentType.APPLICATION_DATA -> {
        if (r.epoch() > 0) {
          handshake.applicationData(fromClient);
          handshake.letter('D', side);
        }
      }
      case DtlsRecord.UNIFIED, ContentType.TLS12_CID ->
          handshake.encryptedRecord(fromClient, r.epoch());
      default -> {
        // heartbeats and acknowledgements tell nothing of the handshake
      }
    }
    if (handshake.established() && handshake.settled()) {
      flow.close(d.timeNanos());
    }
  }

  private static void onAlert(DtlsHandshake handshake, DtlsRecord r, Datagram d, Side side) {
    if (r.epoch() > 0) {
      handshake.encryptedAlert(side == Side.CLIENT);
      handshake.letter('L', side);
    } else if (r.body().length() >= 2) {
      int level = r.body().u8(0);
      handshake.alert(side, level, r.body().u8(1), d);
      if (side == Side.SERVER) {
        handshake.answered(Answer.Kind.ALERT, side, d);
      }
    }
  }

  private void onFragments(DtlsFlow flow, DtlsRecord r, Datagram d)
      throws MalformedMessageException {
    WireReader in = r.body().reader();
    while (in.hasRemaining()) {
      int type = in.u8("msg_type");
      int length = in.u24("length");
      int sequence = in.u16("message_seq");
      int offset = in.u24("fragment_offset");
      Bytes fragment = in.bytes(in.u24("fragment_length"), "fragment");
      Optional<CryptoStream.Message> message =
          flow.fragments[flow.side(d)].add(sequence, type, length, offset, fragment, d.frame());
      if (message.isEmpty()) {
        continue;
      }
      if (type == HandshakeType.CLIENT_HELLO) {
        onClientHello(flow, message.get(), r, d);
      } else if (flow.pending() && flow.side(d) == flow.client) {
        flow.handshake.letter(HistoryLetters.of(type), Side.CLIENT);
      } else if (flow.pending()) {
        onServerMessage(flow.handshake, type, sequence, message.get().message(), d);
      }
    }
  }

  private void onClientHello(DtlsFlow flow, CryptoStream.Message m, DtlsRecord r, Datagram d) {
    int side = flow.side(d);
    if (flow.lastHello[side].equals(m.message())) {
      if (flow.pending() && side == flow.client) {
        flow.handshake.sentAgain();
      }
      return;
    }
    flow.close(d.timeNanos());
    UdpPair pair = side == 0 ? flow.pair : flow.pair.reversed();
    DtlsHandshake handshake = new DtlsHandshake(pair, d);
    handshake.recordVersion(r.version());
    handshake.seen(d, true);
    handshake.hello(m.message(), m.frames(), m.pieces(), d);
    flow.handshake = handshake;
    flow.client = side;
    flow.lastHello[side] = m.message();
    sink.opened(handshake);
  }

  private static void onServerMessage(
      DtlsHandshake handshake, int type, int sequence, Bytes message, Datagram d) {
    if (!handshake.isNew(sequence)) {
      return;
    }
    switch (type) {
      case HandshakeType.SERVER_HELLO, HandshakeType.HELLO_RETRY_REQUEST ->
          handshake.serverHello(message, d);
      case HandshakeType.HELLO_VERIFY_REQUEST -> handshake.helloVerifyRequest(message, d);
      default -> {
        handshake.serverMessage(type, message);
        handshake.letter(HistoryLetters.of(type), Side.SERVER);
      }
    }
  }

  boolean onIcmpError(Datagram quoted, IcmpError error) {
    DtlsFlow flow = flows.find(quoted);
    if (flow == null) {
      return false;
    }
    if (flow.pending()) {
      flow.handshake.icmpError(error, quoted.frame());
    }
    return true;
  }

  boolean watches(long stream) {
    return flows.find(stream) != null;
  }

  void tick(long now, long settledNanos, long openNanos) {
    flows.tick(now, settledNanos, openNanos);
  }

  void finish(long nanos) {
    flows.close(nanos);
  }

  long evicted() {
    return flows.evicted();
  }
}
