package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.Certificates;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.HandshakeType;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.trace.WireSigns;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One ClientHello over UDP and the evidence of what became of it. The tracker adds evidence until
 * it closes the handshake; {@link #complete} concludes and parses, on the thread of its caller.
 */
abstract class UdpHandshake implements PendingHandshake {
  /**
   * With less time than this after a ClientHello the end of a capture says nothing about the
   * server.
   */
  private static final long SILENCE_NANOS = 1_000_000_000L;

  private static final int HEADER_BYTES = 4;
  private static final int RANDOM_AT = HEADER_BYTES + 2;
  private static final int MAX_ICMP_ERRORS = 8;
  private static final int MAX_ALERTS = 16;
  private static final int MAX_HISTORY = 64;

  private final Transport transport;
  private final UdpPair pair;

  private Bytes message = Bytes.EMPTY;
  private List<Long> frames = List.of();
  private int pieces;
  private long frame;
  private long helloNanos;
  private int resends;

  private Answer.Kind answerKind;
  private Side answerBy = Side.SERVER;
  private long answerFrame;
  private long answerNanos;
  private final List<SeenAlert> alerts = new ArrayList<>(0);
  private final List<IcmpError> icmpErrors = new ArrayList<>(0);
  private final StringBuilder history = new StringBuilder(8);

  Bytes serverHello = Bytes.EMPTY;
  Bytes certificates = Bytes.EMPTY;
  boolean certificateRequested;
  Outcome.Retried.By retriedBy;
  int clientPackets;
  int serverPackets;
  long cutBytes;

  private long lastFrame;
  private long lastNanos;
  private long endNanos;
  private boolean closed;

  UdpHandshake(Transport transport, UdpPair pair, Datagram first) {
    this.transport = transport;
    this.pair = pair;
    this.lastFrame = first.frame();
    this.lastNanos = first.timeNanos();
  }

  /** How it ended; asked once, after the last evidence. */
  abstract Outcome outcome();

  abstract OptionalInt recordVersion();

  abstract OptionalInt quicVersion();

  abstract Optional<String> oddity();

  @Override
  public int retainedBytes() {
    return message.length() + certificates.length();
  }

  /** The ClientHello is complete, with its header of 4 bytes. */
  void hello(Bytes message, List<Long> frames, int pieces, Datagram last) {
    this.message = message;
    this.frames = frames;
    this.pieces = pieces;
    this.frame = last.frame();
    this.helloNanos = last.timeNanos();
    letter('C', Side.CLIENT);
  }

  boolean hasHello() {
    return !message.isEmpty();
  }

  Bytes message() {
    return message;
  }

  void sentAgain() {
    resends++;
  }

  /** Any datagram of the connection. */
  void seen(Datagram d, boolean fromClient) {
    lastFrame = d.frame();
    lastNanos = d.timeNanos();
    cutBytes += d.cutBytes();
    if (fromClient) {
      clientPackets++;
    } else {
      serverPackets++;
    }
  }

  /** What the server said; only the first of it is the answer. */
  void answered(Answer.Kind kind, Side by, Datagram d) {
    boolean better = answerKind == null || answerBy == Side.CLIENT && by == Side.SERVER;
    if (better) {
      answerKind = kind;
      answerBy = by;
      answerFrame = d.frame();
      answerNanos = d.timeNanos();
    }
  }

  /** A ServerHello or HelloRetryRequest, with its header of 4 bytes. */
  void serverHello(Bytes hello, Datagram d) {
    boolean retry = isRetry(hello);
    if (retry) {
      retriedBy = Outcome.Retried.By.HELLO_RETRY_REQUEST;
    }
    if (serverHello.isEmpty() || isRetry(serverHello)) {
      serverHello = hello;
    }
    answered(retry ? Answer.Kind.HELLO_RETRY_REQUEST : Answer.Kind.SERVER_HELLO, Side.SERVER, d);
    letter(retry ? 'J' : 'S', Side.SERVER);
  }

  /** Whether a ServerHello came that is no HelloRetryRequest. */
  boolean accepted() {
    return !serverHello.isEmpty() && !isRetry(serverHello);
  }

  private static boolean isRetry(Bytes hello) {
    int random = ServerHello.RETRY_RANDOM.length();
    return hello.u8(0) == HandshakeType.HELLO_RETRY_REQUEST
        || hello.length() >= RANDOM_AT + random
            && hello.slice(RANDOM_AT, random).equals(ServerHello.RETRY_RANDOM);
  }

  void alert(Side by, int level, int description, Datagram d) {
    if (alerts.size() < MAX_ALERTS) {
      alerts.add(new SeenAlert(by, level, AlertDescription.of(description), d.frame()));
    }
    letter('L', by);
  }

  List<SeenAlert> alerts() {
    return alerts;
  }

  void icmpError(IcmpError error, long frame) {
    lastFrame = Math.max(lastFrame, frame);
    if (icmpErrors.size() < MAX_ICMP_ERRORS) {
      icmpErrors.add(error);
    }
  }

  void letter(char letter, Side by) {
    if (history.length() < MAX_HISTORY) {
      history.append(by == Side.CLIENT ? letter : Character.toLowerCase(letter));
    }
  }

  long lastNanos() {
    return lastNanos;
  }

  /** No more evidence comes. */
  void close(long nowNanos) {
    closed = true;
    endNanos = Math.max(nowNanos, lastNanos);
  }

  boolean closed() {
    return closed;
  }

  @Override
  public long frame() {
    return frame;
  }

  /** For {@link #outcome}: the server said nothing that can be read. */
  final Outcome unanswered(boolean clientWentOn, boolean acknowledged) {
    if (clientWentOn && serverPackets == 0) {
      return new Outcome.OneSided(Side.CLIENT);
    }
    if (serverPackets > 0 && !acknowledged) {
      return cutBytes > 0 ? new Outcome.Cut(cutBytes) : new Outcome.Unfinished();
    }
    long waited = endNanos - helloNanos;
    return waited >= SILENCE_NANOS
        ? new Outcome.Silence(Duration.ofNanos(waited), acknowledged)
        : new Outcome.Unfinished();
  }

  @Override
  public Handshake complete(int number, String file) {
    List<String> notes = new ArrayList<>();
    if (resends > 0) {
      notes.add("ClientHello sent %d times".formatted(resends + 1));
    }
    oddity().ifPresent(notes::add);
    Optional<SentHello> sent = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      Bytes body = message.slice(HEADER_BYTES, message.length() - HEADER_BYTES);
      ClientHello hello =
          transport == Transport.DTLS ? ClientHello.parseDtls(body) : ClientHello.parse(body);
      sent = Optional.of(new SentHello(hello, message, recordVersion(), frames.size(), pieces));
    } catch (MalformedMessageException e) {
      problem = Optional.of("ClientHello: " + e.getMessage());
    }
    return new Handshake(
        number,
        file,
        transport,
        new Endpoint(pair.client().toString(), pair.clientPort()),
        new Endpoint(pair.server().toString(), pair.serverPort()),
        pair.stream(),
        frame,
        frames,
        lastFrame,
        Instant.ofEpochSecond(
            Math.floorDiv(helloNanos, 1_000_000_000L), Math.floorMod(helloNanos, 1_000_000_000L)),
        OptionalLong.empty(),
        Optional.empty(),
        sent,
        problem,
        answer(),
        parsedServerHello(notes),
        certificateChain(notes),
        certificateRequested,
        outcome(),
        alerts,
        cutBytes,
        history.toString(),
        icmpErrors,
        notes,
        quicVersion(),
        WireSigns.NONE);
  }

  private Answer answer() {
    return answerKind == null
        ? Answer.NOTHING
        : new Answer(answerKind, answerBy, answerFrame, Math.max(0, answerNanos - helloNanos));
  }

  private Optional<ServerHello> parsedServerHello(List<String> notes) {
    if (serverHello.isEmpty()) {
      return Optional.empty();
    }
    try {
      Bytes body = serverHello.slice(HEADER_BYTES, serverHello.length() - HEADER_BYTES);
      return Optional.of(
          serverHello.u8(0) == HandshakeType.HELLO_RETRY_REQUEST
              ? ServerHello.parseLegacyHelloRetryRequest(body)
              : ServerHello.parse(body));
    } catch (MalformedMessageException e) {
      notes.add("ServerHello cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  final boolean resumesPsk() {
    return parsedServerHello(new ArrayList<>()).filter(ServerHello::resumesPsk).isPresent();
  }

  private List<Bytes> certificateChain(List<String> notes) {
    if (certificates.isEmpty()) {
      return List.of();
    }
    try {
      return Certificates.parse(
          certificates.slice(HEADER_BYTES, certificates.length() - HEADER_BYTES));
    } catch (MalformedMessageException e) {
      notes.add("Certificate cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
