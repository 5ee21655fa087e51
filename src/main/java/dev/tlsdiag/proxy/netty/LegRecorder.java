package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.track.HandshakeTape;
import dev.tlsdiag.track.WireEvents;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Verification;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the record of one connection down while it lives, and tells it once when it has ended. For
 * one thread: the connection's event loop.
 */
final class LegRecorder {
  private static final int ALERT_RECORD = 7;
  private static final int ALERT = 21;
  private static final int ALERT_LENGTH = 2;
  private static final int MAJOR_VERSION = 3;
  private static final int FATAL = 2;

  private final ProxyScope scope;
  private final long id;
  private final LegSide side;
  private final long cause;
  private final ProxyMode mode;
  private final long startNanos = WallClock.nanos();

  /** This end of the connection. */
  private final Side self;

  private Optional<Endpoint> client = Optional.empty();
  private Optional<Endpoint> server = Optional.empty();
  private Optional<Endpoint> target = Optional.empty();
  private LegRecord.Names names = LegRecord.Names.NONE;
  private Decision decision = Decision.NONE;

  private Optional<Step.Resolve> resolve = Optional.empty();
  private Optional<Outcome> connectOutcome = Optional.empty();
  private Optional<Duration> connectTime = Optional.empty();
  private boolean connectTried;
  private Optional<Step.Tunnel> tunnel = Optional.empty();

  private HandshakeTape tape;
  private WireEvents tap;
  private boolean tapeHeld;
  private Optional<Connection> seen = Optional.empty();

  private Optional<AlertDescription> alertSeen = Optional.empty();
  private TlsFacts facts = TlsFacts.NONE;
  private long bytesRead;
  private long headerBytes;
  private long bytesWritten;
  private long lastNanos = startNanos;
  private Optional<Side> endedBy = Optional.empty();
  private boolean endedByReset;
  private boolean selfClosed;
  private String endReason = "";
  private boolean dataSeen;
  private boolean refused;
  private long requestCount;
  private boolean finished;

  /**
   * What this end knows of its TLS.
   *
   * @param raised the alert that this end sent
   */
  record TlsFacts(
      boolean established,
      Optional<String> version,
      Optional<String> cipherSuite,
      Optional<String> alpn,
      List<Bytes> serverCertificates,
      List<Bytes> peerCertificates,
      Optional<Verification> verification,
      Optional<HandshakeSigns> failure,
      Optional<AlertDescription> raised) {
    static final TlsFacts NONE =
        new TlsFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    TlsFacts {
      serverCertificates = List.copyOf(serverCertificates);
      peerCertificates = List.copyOf(peerCertificates);
    }

    /** The same with what ended it. */
    TlsFacts failed(HandshakeSigns signs, Optional<AlertDescription> alert) {
      return new TlsFacts(
          established,
          version,
          cipherSuite,
          alpn,
          serverCertificates,
          peerCertificates,
          verification,
          Optional.of(signs),
          alert);
    }
  }

  LegRecorder(ProxyScope scope, LegSide side, long cause, ProxyMode mode) {
    this.scope = scope;
    this.id = scope.nextLeg();
    this.side = side;
    this.cause = cause;
    this.mode = mode;
    this.self = side == LegSide.DOWNSTREAM ? Side.SERVER : Side.CLIENT;
  }

  long id() {
    return id;
  }

  ProxyMode mode() {
    return mode;
  }

  Side self() {
    return self;
  }

  Optional<Endpoint> client() {
    return client;
  }

  Optional<Endpoint> server() {
    return server;
  }

  LegRecord.Names names() {
    return names;
  }

  TlsFacts facts() {
    return facts;
  }

  Optional<Side> endedBy() {
    return endedBy;
  }

  boolean endedByReset() {
    return endedByReset;
  }

  long bytesRead() {
    return bytesRead;
  }

  long lastNanos() {
    return lastNanos;
  }

  long startNanos() {
    return startNanos;
  }

  // --- facts from the layers above

  void target(Endpoint newTarget) {
    target = Optional.of(newTarget);
  }

  void names(LegRecord.Names newNames) {
    names = newNames;
  }

  void decided(Decision newDecision) {
    decision = newDecision;
    if (newDecision == Decision.PLAINTEXT) {
      endTape();
    }
  }

  void resolved(Step.Resolve step) {
    resolve = Optional.of(step);
  }

  /** The addresses of a connection that failed before it had its own. */
  void server(Endpoint newServer) {
    server = Optional.of(newServer);
  }

  /** A PROXY header said who the client is. */
  void client(Endpoint newClient) {
    client = Optional.of(newClient);
  }

  /** What came until now is a PROXY header: not the client's own words. */
  void headerEnds() {
    headerBytes = bytesRead;
  }

  void tunnel(Step.Tunnel step) {
    tunnel = Optional.of(step);
  }

  void tls(TlsFacts newFacts) {
    facts = newFacts;
  }

  /** TLS said something after the handshake: an alert, as a refused certificate of a client. */
  void tlsFailedLater(Throwable problem) {
    if (facts.failure().isEmpty()) {
      HandshakeSigns signs = TlsErrors.signs(this, problem, false);
      facts = facts.failed(signs, Optional.empty());
      reason(signs.text(""));
    }
  }

  /** TLS has given away bytes that the peer sent inside it. */
  void applicationData() {
    dataSeen = true;
  }

  /** It is closed without a look at what the client wants. */
  void refused(String text) {
    refused = true;
    reason(text);
  }

  /** The first reason counts. */
  void reason(String text) {
    if (endReason.isEmpty()) {
      endReason = text;
    }
  }

  List<Evidence> evidence() {
    return List.of(new Evidence.Exchange("leg." + id));
  }

  // --- the wire

  /**
   * The connection stands.
   *
   * @param connectNanos when the attempt began
   */
  void connected(Endpoint newClient, Endpoint newServer, long connectNanos, long nanos) {
    open(newClient, newServer);
    connectTried = true;
    if (self == Side.CLIENT) {
      connectTime = Optional.of(Duration.ofNanos(nanos - connectNanos));
    }
    tape.connecting(connectNanos);
    tape.connected(nanos);
    if (tap != null) {
      tap.connecting(connectNanos);
      tap.connected(nanos);
    }
  }

  /** There is no connection. */
  void unconnected(Endpoint newServer, Outcome outcome, long connectNanos, long nanos) {
    server = Optional.of(newServer);
    connectTried = true;
    connectOutcome = Optional.of(outcome);
    connectTime = Optional.of(Duration.ofNanos(nanos - connectNanos));
    String anyHost = newServer.host().indexOf(':') >= 0 ? "::" : "0.0.0.0";
    Optional<WireEvents> events = scope.taps.leg(id, side, new Endpoint(anyHost, 0), newServer);
    events.ifPresent(
        wire -> {
          wire.connecting(connectNanos);
          if (outcome instanceof Outcome.Refused) {
            wire.refused(nanos);
          }
        });
  }

  private void open(Endpoint newClient, Endpoint newServer) {
    client = Optional.of(newClient);
    server = Optional.of(newServer);
    tape = new HandshakeTape("leg." + id, newClient, newServer, scope.pool());
    tap = scope.taps.leg(id, side, newClient, newServer).orElse(null);
  }

  /** Until {@link #releaseTape} the tape is told the bytes by {@link #tape} alone. */
  void holdTape() {
    tapeHeld = true;
  }

  void releaseTape() {
    tapeHeld = false;
  }

  /** Bytes that came from the peer. */
  void read(ByteBuf bytes) {
    bytesRead += bytes.readableBytes();
    if (tape != null) {
      lookForAlert(bytes);
    }
    wire(self.other(), bytes);
  }

  /** Bytes that go to the peer. */
  void wrote(ByteBuf bytes) {
    bytesWritten += bytes.readableBytes();
    wire(self, bytes);
  }

  private void wire(Side from, ByteBuf bytes) {
    long nanos = WallClock.nanos();
    lastNanos = nanos;
    boolean taped = tape != null && !tapeHeld;
    if (!taped && tap == null) {
      return;
    }
    if (bytes.nioBufferCount() == 1) {
      wire(from, bytes.nioBuffer(), nanos, taped);
    } else {
      for (ByteBuffer each : bytes.nioBuffers()) {
        wire(from, each, nanos, taped);
      }
    }
  }

  private void wire(Side from, ByteBuffer bytes, long nanos, boolean taped) {
    if (tap != null) {
      tap.bytes(from, bytes, nanos);
    }
    if (taped) {
      tape(from, bytes, nanos);
    }
  }

  /** Tells the tape alone; the buffer is left as it was. */
  void tape(Side from, ByteBuffer bytes, long nanos) {
    if (tape != null) {
      tape.bytes(from, bytes, nanos);
      if (tape.over()) {
        endTape();
      }
    }
  }

  /** The peer's TCP has all that was sent. */
  void acknowledged() {
    if (tape != null) {
      tape.acknowledged(self.other(), WallClock.nanos());
    }
    if (tap != null) {
      tap.acknowledged(self.other(), WallClock.nanos());
    }
  }

  void peerClosed() {
    ended(self.other(), false);
  }

  void peerReset() {
    ended(self.other(), true);
  }

  /** The connection is gone; where this end did not close it, the peer did. */
  void inactive() {
    if (!selfClosed) {
      peerClosed();
    }
  }

  /** This end closes, or its half. */
  void selfClosed() {
    ended(self, false);
  }

  private void ended(Side by, boolean reset) {
    boolean again = by == self ? selfClosed : endedBy.isPresent();
    if (again && !reset) {
      return;
    }
    long nanos = WallClock.nanos();
    if (tape != null) {
      end(tape, by, reset, nanos);
    }
    if (tap != null) {
      end(tap, by, reset, nanos);
    }
    if (by == self) {
      selfClosed = true;
      return;
    }
    if (endedBy.isEmpty() && !selfClosed) {
      endedBy = Optional.of(by);
      endedByReset = reset;
    }
  }

  private static void end(WireEvents events, Side by, boolean reset, long nanos) {
    if (reset) {
      events.reset(by, nanos);
    } else {
      events.closed(by, nanos);
    }
  }

  private void endTape() {
    if (tape != null) {
      seen = tape.finish(WallClock.nanos());
      tape = null;
    }
  }

  /** The peer's fatal alert, where it came in the clear. */
  Optional<AlertDescription> alertSeen() {
    return alertSeen;
  }

  /** An alert in the clear is the last thing that a peer sends: 7 bytes, the last two tell it. */
  private void lookForAlert(ByteBuf bytes) {
    int start = bytes.writerIndex() - ALERT_RECORD;
    if (start >= bytes.readerIndex()
        && bytes.getByte(start) == ALERT
        && bytes.getByte(start + 1) == MAJOR_VERSION
        && bytes.getShort(start + 3) == ALERT_LENGTH
        && bytes.getByte(start + 5) == FATAL) {
      alertSeen = Optional.of(AlertDescription.of(bytes.getUnsignedByte(start + 6)));
    }
  }

  // --- the end

  /**
   * Tells the record, the first time.
   *
   * @param requests how many the connection carried
   */
  void finish(long requests) {
    if (finished) {
      return;
    }
    finished = true;
    requestCount = requests;
    endTape();
    Hop hop = hop();
    long bytesFromClient = self == Side.CLIENT ? bytesWritten : bytesRead;
    long bytesFromServer = self == Side.CLIENT ? bytesRead : bytesWritten;
    scope.sink.onLeg(
        new LegRecord(
            id,
            side,
            cause,
            mode,
            WallClock.instant(startNanos),
            Duration.ofNanos(WallClock.nanos() - startNanos),
            hop,
            decision,
            named(hop),
            target,
            endedBy,
            words(),
            bytesFromClient,
            bytesFromServer,
            requests,
            unserved()));
  }

  private boolean unserved() {
    return switch (side) {
      case DOWNSTREAM -> refused || decision == Decision.NONE && bytesRead > headerBytes;
      case UPSTREAM -> !connectTried;
    };
  }

  /** A relay does not wait for the ClientHello: its name is known once the tape has been read. */
  private LegRecord.Names named(Hop hop) {
    Optional<String> sni = hop.serverName();
    if (decision != Decision.TAP || sni.isEmpty()) {
      return names;
    }
    return new LegRecord.Names(
        sni,
        names.routeKey(),
        side == LegSide.UPSTREAM ? sni : names.upstreamSni(),
        names.verifiedName());
  }

  private String words() {
    if (!endReason.isEmpty()) {
      return endReason;
    }
    return endedBy.map(by -> by.label() + (endedByReset ? " reset" : " closed")).orElse("done");
  }

  private Hop hop() {
    List<Step> steps = new ArrayList<>(4);
    resolve.ifPresent(steps::add);
    if (connectTried) {
      steps.add(new Step.Connect(connectOutcome, List.of(), connectTime, evidence()));
    }
    tunnel.ifPresent(steps::add);
    seen.filter(
            connection ->
                connection.first().sent().isPresent()
                    || connection.first().helloProblem().isPresent())
        .ifPresent(connection -> addTls(connection, steps));
    Party.Role from = side == LegSide.DOWNSTREAM ? Party.Role.CLIENT : Party.Role.PROXY;
    Party.Role to = side == LegSide.DOWNSTREAM ? Party.Role.PROXY : Party.Role.SERVER;
    return new Hop(new Party(from, client), new Party(to, server), steps);
  }

  /**
   * From outside, short records at the end look like alerts; this end knows that they were data.
   */
  private Outcome known(Outcome seen) {
    if (!seen.failed() || !facts.established() || !dataSeen) {
      return seen;
    }
    boolean resumed = seen instanceof Outcome.Quit quit && quit.resumed();
    return new Outcome.Established(resumed, self == Side.CLIENT || requestCount > 0);
  }

  private void addTls(Connection connection, List<Step> steps) {
    if (tunnel.isEmpty() && connection.first().preamble().isPresent()) {
      steps.add(new Step.Tunnel(connection.first().preamble().get(), evidence()));
    }
    Handshake last = connection.last();
    if (decision != Decision.INTERCEPT) {
      steps.add(new Step.Tls(connection.first(), last, evidence()));
      return;
    }
    Outcome seenOutcome = last.outcome();
    Outcome outcome =
        facts
            .failure()
            .map(signs -> signs.outcome(seenOutcome, facts.raised()))
            .orElseGet(() -> known(seenOutcome));
    List<Bytes> certificates =
        last.certificates().isEmpty() ? facts.serverCertificates() : last.certificates();
    Handshake known = last.known(certificates, outcome);
    Handshake first = connection.handshakes().size() == 1 ? known : connection.first();
    boolean resumed = seenOutcome instanceof Outcome.Established e && e.resumed();
    TlsSession session =
        new TlsSession(
            self,
            facts.version(),
            facts.cipherSuite(),
            facts.alpn(),
            resumed,
            facts.peerCertificates(),
            facts.verification(),
            facts.failure().map(HandshakeSigns::libraryError).filter(text -> !text.isEmpty()));
    steps.add(new Step.Tls(first, known, Optional.of(session), evidence()));
  }
}
