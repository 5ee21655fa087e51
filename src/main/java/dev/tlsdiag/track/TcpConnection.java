package dev.tlsdiag.track;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/**
 * A TCP connection while its handshake is watched: both byte streams and the facts from which
 * {@link TcpOutcome} concludes. Once nothing can change any more it is {@link #decided()} and the
 * tracker lets it go.
 */
final class TcpConnection {
  private static final int MAX_ICMP = 8;

  /** After so many packets without a conclusion the connection is taken as it is. */
  private static final int MAX_PACKETS = 2_000;

  /** A ClientHello comes early, behind a preamble of a few packets; small ones count less. */
  private static final int MAX_WEIGHT_WITHOUT_HELLO = 8_000;

  private static final int WEIGHT = 16;
  private static final int SMALL_PAYLOAD = 16;

  /** A copy of a packet this soon is the capture's doing, not a retransmission (RFC 6298). */
  private static final long COPY_NANOS = 1_000_000;

  /** Warnings in the clear that are kept of a connection. */
  private static final int MAX_ALERTS = 16;

  private static final int MAX_REBASES = 16;

  /** The largest ClientHello in segments of one byte, with its acknowledgments. */
  private static final int MAX_PACKETS_OF_HELLO = 300_000;

  /** So much accepted from the client says as much as an answer. */
  private static final int ENOUGH_BYTES = 32 * 1024;

  final TcpFlow flow;
  final HalfStream[] halves;
  final TcpSigns signs = new TcpSigns();
  private final HandshakeSink sink;

  /** Neighbours in the tracker's list, least recently active first. */
  TcpConnection older;

  TcpConnection newer;

  int retained;

  /** Whether the tracker has noted that it is about to end. */
  boolean resting;

  // What the packets say
  long firstFrame;
  long firstNanos;
  long lastNanos;
  long frame;
  long nanos;
  int packets;
  private int weight;
  private int packetsAtHello;
  private int rebases;
  final int[] packetsFrom = new int[2];
  long synNanos;
  long synAckNanos;
  int synDirection = -1;
  int synCount;

  /** SYNs without those that were captured twice. */
  int synAttempts;

  /** Whether the client tried again though its SYN had been answered. */
  boolean synAfterAnswer;

  private long lastSynNanos;
  boolean synAckSeen;
  private final int[] acknowledged = new int[2];
  private final boolean[] acknowledges = new boolean[2];
  final long[] finFrame = new long[2];
  final long[] finNanos = new long[2];
  final long[] resetFrame = new long[2];
  final long[] resetNanos = new long[2];

  // What TLS says
  int client = -1;
  TcpHandshake handshake;
  private int helloStart;
  int helloEnd;
  int helloRepeats;
  boolean helloAcknowledged;
  ServerHello serverHello;
  private int serverHelloEnd;
  Answer tlsAnswer;
  boolean tls13;
  boolean serverHelloDone;
  boolean certificateRequested;
  List<Bytes> certificates = List.of();
  long serverDataFrame;
  long serverDataNanos;
  long serverFinFrame;
  long serverFinNanos;
  long lastFrame;
  int clientRecords;
  int firstClientRecord;
  int serverRecordsAfterFinished;
  int firstServerRecordAfterFinished;

  /** Whether a record of the client that can only be an alert came before that one. */
  boolean clientAlertedFirst;

  long serverBytesAfterFinished;
  int lastClientRecord;
  boolean clientApplicationData;
  boolean serverApplicationData;
  final List<TcpHandshake.AlertAt> alerts = new ArrayList<>(0);
  private boolean fatalSeen;
  final StringBuilder history = new StringBuilder(16);
  final List<IcmpError> icmpErrors = new ArrayList<>(0);
  int hellos;

  TcpConnection(TcpFlow flow, HandshakeSink sink, ArrayPool pool) {
    this.flow = flow;
    this.sink = sink;
    this.halves = new HalfStream[] {new HalfStream(0, this, pool), new HalfStream(1, this, pool)};
  }

  // --- packets

  /** Takes a packet of this connection. */
  void onPacket(Packet p, int direction) {
    frame = p.frame;
    nanos = p.timeNanos;
    if (packets++ == 0) {
      firstFrame = frame;
      firstNanos = nanos;
    }
    packetsFrom[direction]++;
    weight += p.payloadLength > SMALL_PAYLOAD ? WEIGHT : 1;
    lastNanos = nanos;
    lastFrame = frame;
    if (p.has(Packet.SYN)) {
      onSyn(p, direction);
    }
    if (p.has(Packet.ACK) && !p.has(Packet.RST)) { // a reset's number may be anything
      onAcknowledgment(p.acknowledgment, direction);
      if (handshake != null) {
        signs.onAcknowledgment(p, direction == client);
      }
    }
    if (p.payloadLength > 0) {
      onPayload(p, direction);
    }
    if (p.cutBytes > 0 && p.payloadLength >= 0) {
      cutBytes += p.cutBytes;
    }
    if (p.has(Packet.FIN) && finFrame[direction] == 0) {
      finFrame[direction] = frame;
      finNanos[direction] = nanos;
    }
    if (p.has(Packet.FIN)
        && p.payloadLength == 0
        && waitingForServer(direction)
        && serverFinFrame == 0) {
      serverFinFrame = frame;
      serverFinNanos = nanos;
    }
    if (p.has(Packet.RST) && resetFrame[direction] == 0) {
      resetFrame[direction] = frame;
      resetNanos[direction] = nanos;
      signs.onReset(p, direction);
    }
  }

  /** Bytes that were on the wire and are cut off in the capture. */
  long cutBytes;

  private boolean waitingForServer(int direction) {
    return handshake != null && direction != client && frame > handshake.firstFrame();
  }

  private void onSyn(Packet p, int direction) {
    HalfStream half = halves[direction];
    if (!p.has(Packet.ACK)) {
      synDirection = direction;
      if (synCount++ == 0) {
        synNanos = nanos;
      }
      if (synAttempts == 0 || nanos - lastSynNanos >= COPY_NANOS) {
        synAttempts++;
      }
      lastSynNanos = nanos;
      synAfterAnswer |= synAckSeen && nanos - synAckNanos >= COPY_NANOS;
      // Who tries again has not closed: a stale ACK is answered with RST (RFC 9293 section 3.5.1).
      resetFrame[direction] = 0;
      finFrame[direction] = 0;
    } else if (!synAckSeen) {
      synAckSeen = true;
      synAckNanos = nanos;
      signs.onSynAck(p);
      if (synDirection < 0) {
        synDirection = 1 - direction;
      }
    }
    if (half.buffer.length() == 0 && !half.buffer.hasWaiting()) {
      half.buffer.anchor(p.sequence + 1);
    }
  }

  private void onAcknowledgment(int number, int direction) {
    if (!acknowledges[direction] || number - acknowledged[direction] > 0) {
      acknowledges[direction] = true;
      acknowledged[direction] = number;
    }
    if (handshake != null && direction != client && number - helloEnd >= 0) {
      helloAcknowledged = true;
    }
  }

  private void onPayload(Packet p, int direction) {
    HalfStream half = halves[direction];
    int sequence = p.has(Packet.SYN) ? p.sequence + 1 : p.sequence;
    signs.onPayload(p, direction);
    if (waitingForServer(direction)) {
      onAnswer(p, half, sequence);
    }
    if (handshake != null
        && direction == client
        && helloEnd - (sequence + p.payloadLength) >= 0
        && sequence + p.payloadLength - helloStart > 0
        && tlsAnswer == null
        && p.payloadLength > 1
        && nanos - handshake.nanos() >= COPY_NANOS) {
      helloRepeats++;
      signs.firstSegmentRetransmitted |= sequence - helloStart <= 0;
    }
    if (isKeepAlive(p, half, sequence)) {
      return;
    }
    if (!half.buffer.anchored()) {
      half.buffer.anchor(startOf(sequence, direction));
    } else if (half.buffer.length() == 0 && sequence != half.buffer.nextSequence()) {
      reanchor(half, sequence, direction);
    } else if (flow.synSeen == false
        && half.state == HalfStream.State.DETECT
        && !half.wrapped()
        && sequence - half.buffer.nextSequence() + half.buffer.length() < 0
        && half.buffer.nextSequence() - half.buffer.length() - sequence <= HalfStream.MAX_PREAMBLE
        && rebases++ < MAX_REBASES) {
      half.buffer.rebase(sequence);
    }
    if (half.state == HalfStream.State.OTHER && half.buffer.length() >= 64) {
      return; // not TLS: the first bytes are evidence enough
    }
    int grown = half.buffer.accept(sequence, p.buffer, p.payloadOffset, p.payloadLength, frame);
    if (grown > 0) {
      half.advance();
    } else if (half.buffer.hasWaiting() && lost(half, direction)) {
      half.buffer.skipGap();
      half.advance();
    }
  }

  private void onAnswer(Packet p, HalfStream half, int sequence) {
    if (isNew(p, half, sequence)) {
      if (serverDataFrame == 0) {
        serverDataFrame = frame;
        serverDataNanos = nanos;
      }
    } else if (serverDataFrame != 0
        && p.payloadLength > 1
        && nanos - serverDataNanos >= COPY_NANOS
        && sequence + p.payloadLength - acknowledged[client] > 0) {
      signs.serverRetransmissions++;
    }
  }

  /** Whether the segment brings bytes, rather than a copy of some or a keep-alive. */
  private static boolean isNew(Packet p, HalfStream half, int sequence) {
    return !half.buffer.anchored() || sequence + p.payloadLength - half.buffer.nextSequence() > 0;
  }

  /** One garbage byte in the place of the last one sent (RFC 9293 section 3.8.4). */
  private static boolean isKeepAlive(Packet p, HalfStream half, int sequence) {
    return p.payloadLength == 1
        && half.buffer.anchored()
        && sequence + 1 == half.buffer.nextSequence();
  }

  /** In a capture begun in the middle the peer's acknowledgment tells where this side goes on. */
  private int startOf(int sequence, int direction) {
    int other = 1 - direction;
    if (acknowledges[other]) {
      int ahead = sequence - acknowledged[other];
      if (ahead > 0 && ahead <= HalfStream.MAX_PREAMBLE) {
        return acknowledged[other];
      }
    }
    return sequence;
  }

  /** A second SYN-ACK, or SYN data that was refused, moves the start: the peer's word decides. */
  private void reanchor(HalfStream half, int sequence, int direction) {
    if (half.buffer.hasWaiting()) {
      return;
    }
    int distance = sequence - half.buffer.nextSequence();
    boolean agreed =
        acknowledges[1 - direction]
            && acknowledged[1 - direction] == sequence
            && half.state == HalfStream.State.DETECT; // else the start is known: this is a loss
    if (agreed || Math.abs(distance) > FAR || distance < 0 && !flow.synSeen) {
      half.buffer.anchor(sequence);
    }
  }

  /** Bytes of {@code direction} that its peer has acknowledged and the capture does not show. */
  int unseenBytes(int direction) {
    HalfStream half = halves[direction];
    if (!acknowledges[1 - direction]
        || !half.buffer.anchored()
        || half.state == HalfStream.State.OTHER) {
      return 0;
    }
    int ahead = acknowledged[1 - direction] - half.buffer.nextSequence();
    return ahead > 1 && ahead <= FAR ? ahead : 0; // 1 may be a FIN
  }

  /** A distance in sequence numbers that no loss in a handshake explains. */
  private static final int FAR = 1 << 20;

  /** The receiver acknowledged beyond the hole, or so much waits that it will not be filled. */
  private boolean lost(HalfStream half, int direction) {
    boolean passed =
        acknowledges[1 - direction]
            && acknowledged[1 - direction] - half.buffer.nextSequence() > 0
            && half.buffer.waitingSegments() >= 8;
    return passed || half.buffer.waitingSegments() >= 64;
  }

  // --- what the halves find

  /** A whole handshake message: {@code b[from, from + size)}, of the stream's [start, end). */
  void onMessage(
      HalfStream half, byte[] b, int from, int size, int start, int end, int records, int version) {
    int type = b[from] & 0xff;
    if (type == HandshakeType.CLIENT_HELLO) {
      if (client < 0 || client == half.direction) {
        byte[] message = new byte[size];
        System.arraycopy(b, from, message, 0, size);
        onClientHello(half, Bytes.wrap(message), false, start, end, records, version);
      }
      return;
    }
    if (client < 0 && type == HandshakeType.SERVER_HELLO) {
      client = 1 - half.direction;
    }
    note(half, HistoryLetters.of(type));
    if (half.direction == client) {
      return;
    }
    switch (type) {
      case HandshakeType.SERVER_HELLO -> {
        serverHelloEnd = half.buffer.nextSequence() - (half.buffer.length() - end);
        onServerHello(b, from, size);
      }
      case HandshakeType.HELLO_RETRY_REQUEST -> tlsAnswer(Answer.Kind.HELLO_RETRY_REQUEST);
      case HandshakeType.CERTIFICATE -> {
        if (certificates.isEmpty()) {
          byte[] message = new byte[size - 4];
          System.arraycopy(b, from + 4, message, 0, size - 4);
          certificates = List.of(Bytes.wrap(message));
        }
      }
      case HandshakeType.CERTIFICATE_REQUEST -> {
        certificateRequested = true;
        signs.certificateRequestBytes = size;
      }
      case HandshakeType.SERVER_HELLO_DONE -> serverHelloDone = true;
      default -> {}
    }
  }

  void onSslv2Hello(HalfStream half, int from, int size) {
    if (client >= 0 && client != half.direction) {
      return;
    }
    byte[] record = new byte[size];
    System.arraycopy(half.buffer.array(), from, record, 0, size);
    onClientHello(half, Bytes.wrap(record), true, from - 2, from + size, 1, 2);
  }

  private void onClientHello(
      HalfStream half, Bytes message, boolean sslv2, int start, int end, int records, int version) {
    client = half.direction;
    if (handshake != null) {
      finish(false);
      forgetAnswer();
    }
    hellos++;
    long[] frames = half.buffer.frames(start, end);
    handshake =
        new TcpHandshake(
            this,
            message,
            sslv2,
            version,
            frame,
            nanos,
            frames,
            half.buffer.segments(start, end),
            records);
    helloEnd = half.buffer.nextSequence() - (half.buffer.length() - end);
    flow.helloSeen = true;
    helloStart = helloEnd - (end - start);
    flow.helloSequence = helloStart;
    packetsAtHello = packets;
    note(half, 'C');
    HalfStream server = halves[1 - half.direction];
    if (hellos == 1 && half.tlsStart > 0) {
      handshake.preamble(half.buffer, half.tlsStart, server.buffer);
    }
    signs.onClientHello(half.buffer, start, end, nanos, synAckSeen && hellos == 1);
    helloAcknowledged = acknowledges[1 - client] && acknowledged[1 - client] - helloEnd >= 0;
    if (hellos == 1 && server.buffer.length() > 0 && behindProxyHeader(half)) {
      onEarlyAnswer(server);
    }
    server.expectAnswer(acknowledged[client], acknowledges[client]);
    sink.opened(handshake);
  }

  private static boolean behindProxyHeader(HalfStream client) {
    return client.tlsStart > 0
        && client.tlsStart <= HalfStream.MAX_PREAMBLE
        && Preambles.isProxyHeader(TcpHandshake.head(client.buffer, client.tlsStart));
  }

  /** The server takes the PROXY header for a broken hello, and has not waited for the real one. */
  private void onEarlyAnswer(HalfStream server) {
    long helloFrame = frame;
    long[] frames = server.buffer.frames(0, server.buffer.length());
    serverDataFrame = frames[0];
    serverDataNanos = handshake.nanos();
    frame = frames[frames.length - 1];
    server.expectAnswerFromStart();
    frame = helloFrame;
  }

  /** Whether another protocol went before the ClientHello on this connection. */
  boolean hasPreamble() {
    return handshake != null && handshake.hasPreamble();
  }

  /** Whether TLS travels in the packets of TDS. */
  boolean wrapped() {
    return client >= 0 && halves[client].wrapped();
  }

  /** A second ClientHello begins with a clean slate. */
  private void forgetAnswer() {
    serverHello = null;
    tlsAnswer = null;
    tls13 = false;
    serverDataFrame = 0;
    serverFinFrame = 0;
    helloRepeats = 0;
    alerts.clear();
    fatalSeen = false;
    serverHelloProblem = null;
    serverHelloDone = false;
    certificates = List.of();
    certificateRequested = false;
    history.setLength(0);
    for (HalfStream half : halves) {
      half.changeCipherSpec = false; // sent for middleboxes (RFC 8446 appendix D.4)
    }
  }

  private void onServerHello(byte[] b, int from, int size) {
    byte[] body = new byte[size - 4];
    System.arraycopy(b, from + 4, body, 0, size - 4);
    try {
      ServerHello parsed = ServerHello.parse(Bytes.wrap(body));
      if (serverHello == null || serverHello.isHelloRetryRequest()) {
        serverHello = parsed;
        int version = parsed.version().code();
        tls13 = version >= 0x0304 && version < 0x0400 || version >>> 8 == 0x7f;
      }
      tlsAnswer(
          parsed.isHelloRetryRequest()
              ? Answer.Kind.HELLO_RETRY_REQUEST
              : Answer.Kind.SERVER_HELLO);
    } catch (MalformedMessageException e) {
      serverHelloProblem = e.getMessage();
    }
  }

  String serverHelloProblem;

  private void tlsAnswer(Answer.Kind kind) {
    if (tlsAnswer == null) {
      long since = handshake == null ? 0 : nanos - handshake.nanos();
      tlsAnswer = new Answer(kind, dev.tlsdiag.trace.Side.SERVER, frame, since);
    }
  }

  void onAlert(HalfStream half, int level, int description) {
    note(half, 'L');
    if (alerts.size() < MAX_ALERTS || level == TcpOutcome.FATAL && !fatalSeen) {
      alerts.add(new TcpHandshake.AlertAt(half.direction, level, description, frame, nanos));
      fatalSeen |= level == TcpOutcome.FATAL;
    }
    if (half.direction != client) {
      tlsAnswer(Answer.Kind.ALERT);
    }
  }

  void onEncryptedAlert(HalfStream half) {
    note(half, 'L');
  }

  void onChangeCipherSpec(HalfStream half) {
    note(half, 'I');
  }

  void onEncryptedHandshake(HalfStream half) {
    note(half, 'F');
  }

  void onApplicationData(HalfStream half, int length) {
    note(half, 'D');
    if (half.direction == client) {
      if (serverHello != null && !serverHello.isHelloRetryRequest() && !early()) {
        clientRecords++;
        lastClientRecord = length;
        if (clientRecords == 1) {
          firstClientRecord = length;
        }
        clientApplicationData |= !tls13 || clientRecords > 1 && length > TcpOutcome.ALERT_RECORD;
      }
    } else if (handshakeDone()) {
      if (serverRecordsAfterFinished++ == 0) {
        firstServerRecordAfterFinished = length;
        clientAlertedFirst = clientRecords > 1 && lastClientRecord <= TcpOutcome.ALERT_RECORD;
      }
      serverBytesAfterFinished += length;
      serverApplicationData |=
          !tls13
              || clientApplicationData && length > TcpOutcome.ALERT_RECORD
              || serverBytesAfterFinished > 4096;
    } else if (!tls13 && half.changeCipherSpec) {
      serverApplicationData = true;
    }
  }

  /** Sent before the client had the ServerHello: early data (RFC 8446 section 2.3). */
  private boolean early() {
    return tls13 && acknowledges[client] && acknowledged[client] - serverHelloEnd < 0;
  }

  void onNotTls(HalfStream half, int at) {
    if (half.direction != client && handshake != null && tlsAnswer == null) {
      plaintextFrom = at;
      plaintextHalf = half;
    }
  }

  private int plaintextFrom;
  private HalfStream plaintextHalf;

  /** The first bytes of an answer that is not TLS, at most 64. */
  Bytes plaintextAnswer() {
    if (plaintextHalf == null) {
      return Bytes.EMPTY;
    }
    int size = Math.min(64, plaintextHalf.buffer.length() - plaintextFrom);
    return size <= 0
        ? Bytes.EMPTY
        : Bytes.copyOf(
            java.util.Arrays.copyOfRange(
                plaintextHalf.buffer.array(), plaintextFrom, plaintextFrom + size));
  }

  boolean isTls13() {
    return tls13;
  }

  /** Whether both sides' Finished were seen, or in TLS 1.3 what must be the client's. */
  boolean handshakeDone() {
    if (serverHello == null || serverHello.isHelloRetryRequest()) {
      return false;
    }
    if (tls13) {
      return clientRecords > 0 && firstClientRecord > TcpOutcome.ALERT_RECORD;
    }
    HalfStream a = halves[0];
    HalfStream b = halves[1];
    // Application data proves as much where the Finished is not in the capture; the client's alone
    // could be a false start (RFC 7918) unless there is a lot of it.
    return a.encryptedHandshakes > 0 && b.encryptedHandshakes > 0
        || serverApplicationData
        || a.changeCipherSpec && b.changeCipherSpec && clientApplicationData
        || clientApplicationData && client >= 0 && halves[client].applicationBytes > ENOUGH_BYTES;
  }

  /** Bytes held of messages, beside those of the streams. */
  int messageBytes() {
    int own = certificates.isEmpty() ? 0 : certificates.get(0).length();
    return handshake == null ? own : own + handshake.retainedBytes();
  }

  /** Whether consumed bytes may be forgotten: everything worth keeping has been copied. */
  boolean readingHeadersOnly() {
    return handshake != null && handshakeDone();
  }

  /** Whether no later packet can change the outcome. */
  boolean decided() {
    return handshake != null
        && (packets - packetsAtHello > MAX_PACKETS
            || handshakeDone()
                && (serverApplicationData
                    || client >= 0 && halves[client].applicationBytes > ENOUGH_BYTES));
  }

  /** Whether the connection is over, though late segments may still come. */
  boolean closing() {
    return resetFrame[0] != 0 || resetFrame[1] != 0 || finFrame[0] != 0 && finFrame[1] != 0;
  }

  /** Whether it is not worth watching: no ClientHello where one could have been. */
  boolean hopeless() {
    if (handshake != null) {
      return false;
    }
    boolean begun = halves[0].tlsStart >= 0 || halves[1].tlsStart >= 0;
    return halves[0].state == HalfStream.State.OTHER && halves[1].state == HalfStream.State.OTHER
        || (begun ? packets > MAX_PACKETS_OF_HELLO : weight > MAX_WEIGHT_WITHOUT_HELLO);
  }

  void onIcmpError(IcmpError error) {
    if (icmpErrors.size() < MAX_ICMP) {
      icmpErrors.add(error);
    }
  }

  /**
   * When the capture ended for this connection, or the last packet of all seen before it was let
   * go.
   */
  long endNanos;

  /** Until when its silence was watched. */
  long lastSeenNanos() {
    return Math.max(lastNanos, endNanos);
  }

  /** Bytes of the server that came and the client has not acknowledged. */
  long unacknowledgedAnswer() {
    HalfStream server = halves[1 - client];
    return acknowledges[client] && server.buffer.anchored()
        ? Math.max(0, server.buffer.nextSequence() - acknowledged[client])
        : 0;
  }

  /** Bytes before some that came, which the client has not acknowledged either. */
  private int hole() {
    HalfStream server = halves[1 - client];
    boolean passed =
        acknowledges[client] && acknowledged[client] - server.buffer.nextSequence() > 0;
    return passed ? 0 : server.buffer.holeBytes();
  }

  /** Gives the holes up, reads what is left, and closes the handshake if there is one. */
  void finish(boolean last) {
    if (last && handshake != null) {
      signs.serverHoleBytes = hole();
    }
    for (HalfStream half : halves) {
      while (last && half.buffer.skipGap()) {
        half.advance();
      }
    }
    if (handshake != null) {
      TcpHandshake done = handshake;
      handshake = null;
      done.settle(this, !last);
      sink.closed(done);
    }
  }

  private void note(HalfStream half, char letter) {
    if (history.length() < 64) {
      history.append(half.direction == client ? letter : Character.toLowerCase(letter));
    }
  }
}
