package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a row was made from. Secrets are still in it.
 *
 * @param downstream the client's connection: as it was when its TLS was done while it lasts, as it
 *     ended afterwards; empty where nothing of it was told yet
 * @param upstream the proxy's own, likewise; empty where there is none
 * @param exchange empty of a connection without a request
 * @param denial why a policy did not let it pass
 * @param findings what the rules say, the worst first
 */
public record FlowDetails(
    Optional<LegRecord> downstream,
    Optional<LegRecord> upstream,
    Optional<ExchangeRecord> exchange,
    Optional<String> denial,
    List<Finding> findings) {
  private static final String OURS = "seen at both ends here";

  public FlowDetails {
    requireNonNull(downstream, "downstream is null");
    requireNonNull(upstream, "upstream is null");
    requireNonNull(exchange, "exchange is null");
    requireNonNull(denial, "denial is null");
    findings = List.copyOf(findings);
  }

  FlowDetails with(List<Finding> newFindings) {
    return new FlowDetails(downstream, upstream, exchange, denial, newFindings);
  }

  /** Of which leg an answer of the server came, and whether there is one. */
  boolean answeredByServer() {
    return exchange.filter(e -> e.upstream() != 0 && e.localReply().isEmpty()).isPresent();
  }

  /** The hops that are known, client first; empty where none is. */
  public Optional<HopTrace> trace() {
    if (downstream.isEmpty() && upstream.isEmpty()) {
      return Optional.empty();
    }
    Hop client =
        downstream
            .map(leg -> clientHop(leg.hop()))
            .orElseGet(() -> unseen(Party.Role.CLIENT, Party.Role.PROXY));
    if (downstream.filter(leg -> leg.decision() == Decision.DENY).isPresent()) {
      return Optional.of(new HopTrace(HopTrace.PROXIED, List.of(client), List.of()));
    }
    Hop server =
        upstream
            .map(leg -> serverHop(leg.hop()))
            .orElseGet(() -> unseen(Party.Role.PROXY, Party.Role.SERVER));
    List<HopTrace.Joint> joints =
        downstream.isPresent() && upstream.isPresent()
            ? List.of(new HopTrace.Joint(2, 1, List.of(OURS)))
            : List.of();
    return Optional.of(new HopTrace(HopTrace.PROXIED, List.of(client, server), joints));
  }

  private static Hop unseen(Party.Role from, Party.Role to) {
    return new Hop(new Party(from, Optional.empty()), new Party(to, Optional.empty()), List.of());
  }

  private Hop clientHop(Hop still) {
    Hop hop = exchange.isPresent() ? used(still) : still;
    return exchange
        .filter(e -> hop.http().isEmpty())
        .map(e -> with(hop, step(e, false)))
        .orElse(hop);
  }

  /** A connection that still lasts has no end yet; a request on it says that it worked. */
  private static Hop used(Hop hop) {
    List<Step> steps = hop.steps().stream().map(FlowDetails::used).toList();
    return new Hop(hop.from(), hop.to(), steps);
  }

  private static Step used(Step step) {
    if (!(step instanceof Step.Tls tls) || !(tls.outcome() instanceof Outcome.Unfinished)) {
      return step;
    }
    boolean resumed = tls.session().filter(TlsSession::resumed).isPresent();
    Handshake last =
        tls.last().known(tls.last().certificates(), new Outcome.Established(resumed, true));
    Handshake first = tls.first().equals(tls.last()) ? last : tls.first();
    return new Step.Tls(first, last, tls.session(), tls.evidence());
  }

  private Hop serverHop(Hop still) {
    Hop hop = answeredByServer() ? used(still) : still;
    boolean carried = answeredByServer() && hop.http().isEmpty() && hop.failedStep().isEmpty();
    return carried ? with(hop, step(exchange.orElseThrow(), true)) : hop;
  }

  private static Hop with(Hop hop, Step last) {
    List<Step> steps = new ArrayList<>(hop.steps());
    steps.add(last);
    return new Hop(hop.from(), hop.to(), steps);
  }

  private static Step step(ExchangeRecord record, boolean sentOn) {
    return new Step.Http(
        sentOn ? record.sentOn().orElse(record.exchange()) : record.exchange(),
        Optional.of(record.duration()),
        List.of(new Evidence.Exchange("request." + record.id())));
  }

  /** The first of its hops' steps that failed, the proxy's own leg first. */
  Optional<Hop> failedHop() {
    return Stream.of(upstream, downstream)
        .flatMap(Optional::stream)
        .map(LegRecord::hop)
        .filter(hop -> hop.failedStep().isPresent())
        .findFirst();
  }
}
