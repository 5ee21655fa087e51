package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the record of one connection down while it lives, and tells it once when it has ended. For
 * one thread: the connection's event loop.
 */
final class LegRecorder {
  private final ProxyScope scope;
  private final long id;
  private final LegSide side;
  private final long cause;
  private final ProxyMode mode;
  private final long startNanos = WallClock.nanos();

  /** This end of the connection. */
  private final Side self;

  private final LegWire wire;
  private final LegTls tls;

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

  private long headerBytes;
  private String endReason = "";
  private boolean refused;
  private boolean finished;

  LegRecorder(ProxyScope scope, LegSide side, long cause, ProxyMode mode) {
    this.scope = scope;
    this.id = scope.nextLeg();
    this.side = side;
    this.cause = cause;
    this.mode = mode;
    this.self = side == LegSide.DOWNSTREAM ? Side.SERVER : Side.CLIENT;
    this.wire = new LegWire(scope, id, side, self, startNanos);
    this.tls = new LegTls(self);
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

  TlsFacts tlsFacts() {
    return tls.facts();
  }

  /** What passes, told by those next to the socket. */
  LegWire wire() {
    return wire;
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
      wire.endTape();
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
    headerBytes = wire.bytesRead();
  }

  void tunnel(Step.Tunnel step) {
    tunnel = Optional.of(step);
  }

  void tls(TlsFacts newFacts) {
    tls.facts(newFacts);
    if (newFacts.established() && scope.sink.wantsStanding()) {
      scope.sink.onStanding(record(hop(wire.soFar(), 0), 0));
    }
  }

  /** TLS said something after the handshake: an alert, as a refused certificate of a client. */
  void tlsFailedLater(Throwable problem) {
    if (tlsFacts().failure().isEmpty()) {
      HandshakeSigns signs = TlsErrors.signs(this, problem, false);
      tls.facts(tlsFacts().failed(signs, Optional.empty()));
      reason(signs.text(""));
    }
  }

  /** TLS has given away bytes that the peer sent inside it. */
  void applicationData() {
    tls.applicationData();
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

  // --- the connection

  /**
   * The connection stands.
   *
   * @param connectNanos when the attempt began
   */
  void connected(Endpoint newClient, Endpoint newServer, long connectNanos, long nanos) {
    client = Optional.of(newClient);
    server = Optional.of(newServer);
    connectTried = true;
    if (self == Side.CLIENT) {
      connectTime = Optional.of(Duration.ofNanos(nanos - connectNanos));
    }
    wire.connected(newClient, newServer, connectNanos, nanos);
  }

  /** There is no connection. */
  void unconnected(Endpoint newServer, Outcome outcome, long connectNanos, long nanos) {
    server = Optional.of(newServer);
    connectTried = true;
    connectOutcome = Optional.of(outcome);
    connectTime = Optional.of(Duration.ofNanos(nanos - connectNanos));
    wire.unconnected(newServer, outcome, connectNanos, nanos);
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
    wire.endTape();
    scope.sink.onLeg(record(hop(wire.seen(), requests), requests));
  }

  private LegRecord record(Hop hop, long requests) {
    return new LegRecord(
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
        wire.endedBy(),
        words(),
        wire.bytesFrom(Side.CLIENT),
        wire.bytesFrom(Side.SERVER),
        requests,
        unserved());
  }

  private boolean unserved() {
    return switch (side) {
      case DOWNSTREAM ->
          refused
              || decision == Decision.DENY
              || decision == Decision.NONE && wire.bytesRead() > headerBytes;
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
    return wire.endedBy()
        .map(by -> by.label() + (wire.endedByReset() ? " reset" : " closed"))
        .orElse("done");
  }

  private Hop hop(Optional<Connection> seen, long requests) {
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
        .ifPresent(connection -> addTls(connection, requests, steps));
    Party.Role from = side == LegSide.DOWNSTREAM ? Party.Role.CLIENT : Party.Role.PROXY;
    Party.Role to = side == LegSide.DOWNSTREAM ? Party.Role.PROXY : Party.Role.SERVER;
    return new Hop(new Party(from, client), new Party(to, server), steps);
  }

  private void addTls(Connection connection, long requests, List<Step> steps) {
    if (tunnel.isEmpty() && connection.first().preamble().isPresent()) {
      steps.add(new Step.Tunnel(connection.first().preamble().get(), evidence()));
    }
    steps.add(
        decision == Decision.INTERCEPT
            ? tls.step(connection, requests, evidence())
            : new Step.Tls(connection.first(), connection.last(), evidence()));
  }
}
