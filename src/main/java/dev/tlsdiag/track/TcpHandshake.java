package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.StreamBuffer;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.Certificates;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.PlainHttp;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.trace.WireSigns;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One ClientHello on a TCP connection: kept as bytes while its outcome is open, parsed at the end.
 */
final class TcpHandshake implements PendingHandshake {
  /** An alert in the clear, by direction of the connection. */
  record AlertAt(int direction, int level, int description, long frame, long nanos) {}

  private final TcpFlow flow;
  private final int client;
  private final Bytes message;
  private final boolean sslv2;
  private final int recordVersion;
  private final long frame;
  private final long nanos;
  private final long[] frames;
  private final int segments;
  private final int records;
  private Optional<Preamble> preamble = Optional.empty();
  private Optional<String> cutShort = Optional.empty();

  // Set by settle
  private Outcome outcome;
  private Answer answer = Answer.NOTHING;
  private ServerHello serverHello;
  private List<Bytes> certificateMessage = List.of();
  private boolean certificateRequested;
  private List<AlertAt> alerts = List.of();
  private long missingBytes;
  private String history = "";
  private List<IcmpError> icmpErrors = List.of();
  private final List<String> notes = new ArrayList<>(0);
  private WireSigns signs = WireSigns.NONE;
  private long connectNanos = -1;
  private long lastFrame;

  /** A ClientHello that has just become complete. */
  TcpHandshake(
      TcpConnection c,
      Bytes message,
      boolean sslv2,
      int recordVersion,
      long frame,
      long nanos,
      long[] frames,
      int segments,
      int records) {
    this.flow = c.flow;
    this.client = c.client;
    this.message = message;
    this.sslv2 = sslv2;
    this.recordVersion = recordVersion;
    this.frame = frame;
    this.nanos = nanos;
    this.frames = frames;
    this.segments = segments;
    this.records = records;
  }

  /** A connection that has no ClientHello; {@code client} is the direction of its first SYN. */
  static TcpHandshake withoutHello(TcpConnection c, int client, Outcome outcome) {
    c.client = client;
    TcpHandshake none =
        new TcpHandshake(
            c, Bytes.EMPTY, false, 0, c.firstFrame, c.firstNanos, new long[] {c.firstFrame}, 0, 0);
    none.settle(c, false);
    none.outcome = outcome;
    return none;
  }

  /** Of a hello that the server did not wait for. */
  TcpHandshake cutShort(int bytes, int announced) {
    cutShort =
        Optional.of(
            Handshake.CUT_SHORT
                + "the server ended the connection after %d of %d bytes"
                    .formatted(bytes, announced));
    return this;
  }

  TcpHandshake note(String note) {
    notes.add(note);
    return this;
  }

  @Override
  public long frame() {
    return frame;
  }

  long firstFrame() {
    return frames.length == 0 ? frame : frames[0];
  }

  long nanos() {
    return nanos;
  }

  @Override
  public int retainedBytes() {
    return message.length()
        + (certificateMessage.isEmpty() ? 0 : certificateMessage.get(0).length());
  }

  /** Of a connection without a ClientHello: what it was begun with. */
  void preamble(Preamble opening) {
    preamble = Optional.of(opening);
  }

  @Override
  public boolean plainHttp() {
    return message.isEmpty()
        && preamble.filter(p -> p.protocol().equals(PlainHttp.PROTOCOL)).isPresent();
  }

  void preamble(StreamBuffer clientBytes, int clientEnd, StreamBuffer serverBytes) {
    preamble =
        Optional.of(
            Preambles.parse(
                head(clientBytes, clientEnd), head(serverBytes, HalfStream.MAX_PREAMBLE)));
  }

  boolean hasPreamble() {
    return preamble.isPresent();
  }

  static Bytes head(StreamBuffer buffer, int end) {
    return Bytes.wrap(Arrays.copyOf(buffer.array(), Math.min(end, buffer.length())));
  }

  /** Takes over what the connection knows; {@code repeated}: another ClientHello follows on it. */
  void settle(TcpConnection c, boolean repeated) {
    outcome = TcpOutcome.of(c, nanos, repeated);
    answer = TcpOutcome.answer(c, nanos);
    serverHello = c.serverHello;
    certificateMessage = c.certificates;
    certificateRequested = c.certificateRequested;
    alerts = List.copyOf(c.alerts);
    missingBytes =
        c.halves[0].buffer.missingBytes() + c.halves[1].buffer.missingBytes() + c.cutBytes;
    history = c.history.toString();
    icmpErrors = List.copyOf(c.icmpErrors);
    signs = c.signs.settle(c, hasPreamble(), frames.length == 1);
    lastFrame = c.lastFrame;
    if (c.synAckSeen && c.synCount > 0) {
      connectNanos = c.synAckNanos - c.synNanos;
    }
    int conflicts = c.halves[0].buffer.conflicts() + c.halves[1].buffer.conflicts();
    if (conflicts > 0) {
      notes.add(
          conflicts
              + (conflicts == 1 ? " segment disagrees" : " segments disagree")
              + " with bytes seen before; the first data was taken");
    }
    if (c.helloRepeats > 0) {
      notes.add("ClientHello retransmitted, " + c.helloRepeats + " more segments");
    }
    if (c.serverHelloProblem != null) {
      notes.add("ServerHello cannot be read: " + c.serverHelloProblem);
    }
    if (sslv2
        && outcome instanceof Outcome.Plaintext answered
        && sslv2ServerHello(answered.firstBytes())) {
      outcome = new Outcome.Unfinished();
      notes.add("the server answers in SSL 2.0, whose handshake is not followed further");
    }
  }

  /** RFC 6101 appendix E: a two-byte length, then SERVER-HELLO (4). */
  private static boolean sslv2ServerHello(Bytes answer) {
    return answer.length() > 2 && (answer.u8(0) & 0x80) != 0 && answer.u8(2) == 4;
  }

  /** As it is now; nothing of it is settled by that. */
  Handshake soFar(TcpConnection c, boolean last, String file) {
    if (outcome != null) {
      return complete(0, file);
    }
    TcpHandshake copy =
        new TcpHandshake(c, message, sslv2, recordVersion, frame, nanos, frames, segments, records);
    copy.preamble = preamble;
    copy.settle(c, !last);
    copy.outcome = new Outcome.Unfinished();
    return copy.complete(0, file);
  }

  @Override
  public Handshake complete(int number, String file) {
    Optional<SentHello> sent = Optional.empty();
    Optional<String> problem = cutShort;
    if (!message.isEmpty()) {
      try {
        ClientHello hello =
            sslv2
                ? ClientHello.parseSslv2(message)
                : ClientHello.parse(message.slice(4, message.length() - 4));
        sent =
            Optional.of(
                new SentHello(hello, message, OptionalInt.of(recordVersion), segments, records));
      } catch (MalformedMessageException e) {
        problem = Optional.of("ClientHello: " + e.getMessage());
      }
    }
    List<Long> frameList = Arrays.stream(frames).boxed().toList();
    return new Handshake(
        number,
        file,
        Transport.TCP,
        flow.sender(client),
        flow.sender(1 - client),
        flow.stream,
        frame,
        frameList,
        lastFrame,
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)),
        connectNanos >= 0 ? OptionalLong.of(connectNanos) : OptionalLong.empty(),
        preamble,
        sent,
        problem,
        answer,
        Optional.ofNullable(serverHello),
        certificates(),
        certificateRequested,
        outcome,
        alerts.stream().map(this::seen).toList(),
        missingBytes,
        history,
        icmpErrors,
        notes,
        OptionalInt.empty(),
        signs);
  }

  private SeenAlert seen(AlertAt a) {
    return new SeenAlert(
        a.direction() == client ? Side.CLIENT : Side.SERVER,
        a.level(),
        AlertDescription.of(a.description()),
        a.frame());
  }

  private List<Bytes> certificates() {
    if (certificateMessage.isEmpty()) {
      return List.of();
    }
    try {
      return Certificates.parse(certificateMessage.get(0));
    } catch (MalformedMessageException e) {
      notes.add("Certificate cannot be read: " + e.getMessage());
      return List.of();
    }
  }
}
