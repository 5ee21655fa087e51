package dev.tlsdiag.mesh.policy.trial;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.UpstreamName;
import dev.tlsdiag.mesh.policy.explain.PolicyWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plays plans through, up to the first step that is denied. */
public final class TrialRun {
  private static final int DNS_PORT = 53;

  private static final int MOST_MISSES = 4;

  /** Ports at which a client that says nothing else begins TLS. */
  private static final Set<Integer> TLS_PORTS = Set.of(443, 853, 6443, 8443, 9443);

  private final PolicySet policies;
  private final TrialPlan plan;
  private final TrialWords words;
  private final List<TrialStep> steps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private TrialRun(PolicySet policies, TrialPlan plan) {
    this.policies = requireNonNull(policies, "policies is null");
    this.plan = requireNonNull(plan, "plan is null");
    this.words = new TrialWords(policies, plan);
  }

  public static Trial of(PolicySet policies, TrialPlan plan) {
    return new TrialRun(policies, plan).run();
  }

  private Trial run() {
    List<UpstreamName> upstream = List.of();
    if (plan.dnsQuery().isPresent()) {
      lookup(plan.to(), plan.dnsQuery().get());
    } else {
      Optional<Peer> to = target();
      if (to.isPresent()) {
        for (Direction direction : List.of(Direction.EGRESS, Direction.INGRESS)) {
          if (plan.directions().contains(direction) && !denied()) {
            connection(direction, to.get());
          }
        }
        upstream = upstream();
      }
    }
    unselected();
    return new Trial(plan, policies.version(), steps, upstream, notes);
  }

  /** Labels that no policy selects are allowed all, and often mistyped. */
  private void unselected() {
    boolean pod = plan.directions().contains(Direction.EGRESS) && TrialWords.isPod(plan.from());
    if (!pod || !policies.selecting(plan.from(), Direction.EGRESS).isEmpty()) {
      return;
    }
    List<String> selected =
        policies.policies().stream()
            .flatMap(
                policy ->
                    policy.rules().stream()
                        .filter(rule -> !rule.items(Direction.EGRESS, false).isEmpty())
                        .flatMap(rule -> rule.endpointSelector().stream())
                        .map(selector -> PolicyWords.pods(selector, policy)))
            .distinct()
            .toList();
    if (!selected.isEmpty()) {
      String more = selected.size() > MOST_MISSES ? " …" : "";
      notes.add(
          "the policies given are for "
              + String.join("; ", selected.stream().limit(MOST_MISSES).toList())
              + more);
    }
  }

  private boolean denied() {
    return !steps.isEmpty() && steps.get(steps.size() - 1).ruling().verdict().denied();
  }

  /** The other end as policy sees it once its name is looked up; empty where that is denied. */
  private Optional<Peer> target() {
    boolean looksUp =
        plan.name().isPresent()
            && plan.directions().contains(Direction.EGRESS)
            && !TrialWords.isPod(plan.to());
    if (!looksUp) {
      return Optional.of(plan.to());
    }
    Ruling ruling = lookup(plan.dnsServer(), plan.name().get());
    if (ruling.verdict().denied()) {
      if (!learned().verdict().denied()) {
        notes.add(
            "the connection itself would be allowed; the lookup needs an item for the DNS pods on"
                + " port 53 with rules: {dns: …} that covers the name");
      }
      return Optional.empty();
    }
    boolean learned = ruling.interception().map(Ruling.Interception::dns).orElse(false);
    return Optional.of(learned ? plan.to() : plan.to().withNames(List.of()));
  }

  private Ruling lookup(Peer server, String name) {
    boolean given = plan.dnsQuery().isPresent();
    Attempt attempt =
        Attempt.connection(
                Direction.EGRESS,
                plan.from(),
                server,
                given ? plan.port() : DNS_PORT,
                given ? plan.protocol() : "UDP")
            .withDnsQuery(name);
    Ruling ruling = policies.rule(attempt);
    add(TrialStep.Kind.LOOKUP, name, attempt, ruling);
    misses(attempt, ruling);
    return ruling;
  }

  private void connection(Direction direction, Peer to) {
    Attempt attempt = Attempt.connection(direction, plan.from(), to, plan.port(), plan.protocol());
    Ruling ruling = policies.rule(attempt);
    add(TrialStep.Kind.CONNECTION, words.connection(attempt), attempt, ruling);
    if (ruling.verdict().denied()) {
      unlearned(to);
      misses(attempt, ruling);
      return;
    }
    if (ruling.interception().isEmpty() || !plan.protocol().equals("TCP")) {
      return;
    }
    Ruling.Interception interception = ruling.interception().get();
    boolean tls = beginsTls();
    attempt = tls ? attempt.withHello(plan.sni()) : attempt.inTheClear();
    ruling = policies.rule(attempt);
    boolean asks = !interception.serverNames().isEmpty() || interception.terminating().isPresent();
    if (asks) {
      add(TrialStep.Kind.HELLO, hello(tls), attempt, ruling);
    }
    if (ruling.verdict().denied()) {
      return;
    }
    traps(interception, tls);
    if (plan.request().isPresent() && !(tls && interception.terminating().isEmpty())) {
      attempt = attempt.withRequest(plan.request().get());
      String what = plan.request().get().method() + " " + plan.request().get().path();
      add(TrialStep.Kind.REQUEST, what, attempt, policies.rule(attempt));
    }
  }

  private boolean beginsTls() {
    return plan.tls().orElseGet(() -> plan.sni().isPresent() || TLS_PORTS.contains(plan.port()));
  }

  private String hello(boolean tls) {
    if (!tls) {
      return "none: it is no TLS";
    }
    return plan.sni().map(name -> "server_name " + name).orElse("without server_name");
  }

  private void add(TrialStep.Kind kind, String what, Attempt attempt, Ruling ruling) {
    steps.add(
        new TrialStep(
            kind,
            what,
            attempt,
            ruling,
            TrialWords.client(kind, ruling.verdict()),
            words.flow(kind, attempt, ruling)));
  }

  /** Items that come near to what none allows. */
  private void misses(Attempt attempt, Ruling ruling) {
    if (ruling.verdict() != Ruling.Verdict.DENIED_BY_DEFAULT) {
      return;
    }
    policies.misses(attempt).stream()
        .limit(MOST_MISSES)
        .forEach(
            miss ->
                notes.add(
                    miss.otherPeer()
                        ? "%s has the port, and means %s"
                            .formatted(
                                miss.item().path(), PolicyWords.peers(miss.item(), miss.policy()))
                        : "%s means this end, on %s"
                            .formatted(miss.item().path(), PolicyWords.ports(miss.item()))));
  }

  /** Why an item of toFQDNs does not help although it has the name. */
  private void unlearned(Peer to) {
    if (plan.name().isEmpty() || !to.names().isEmpty() || TrialWords.isPod(to)) {
      return;
    }
    if (!learned().verdict().denied()) {
      notes.add(
          "a toFQDNs item has the name, but no DNS rule (rules.dns) covers the lookup: the agent"
              + " never learns the address");
    }
  }

  /** The connection, had the agent learnt the address from a lookup. */
  private Ruling learned() {
    return policies.rule(
        Attempt.connection(Direction.EGRESS, plan.from(), plan.to(), plan.port(), plan.protocol()));
  }

  /** What policy allows and fails all the same. */
  private void traps(Ruling.Interception interception, boolean tls) {
    boolean terminates = interception.terminating().isPresent();
    boolean originates = interception.originating().isPresent();
    if (tls && interception.http() && !terminates) {
      notes.add(
          "HTTP rules without terminatingTLS: the proxy meets TLS where it expects HTTP, and the"
              + " handshake fails (curl exit 35)");
    }
    if (tls && terminates && !originates) {
      notes.add(
          "terminatingTLS without originatingTLS: the proxy speaks plain HTTP to the server"
              + " (usually 400)");
    }
    if (originates && !terminates) {
      notes.add("originatingTLS without terminatingTLS: no combination that is known to work");
    }
    if (!tls && terminates) {
      notes.add("in the clear: the TLS contexts do not apply, and it goes on in the clear");
    }
    if (interception.listener().isPresent()) {
      notes.add(
          "what the listener %s does with it is not in the policy; one without a filter chain for"
                  .formatted(interception.listener().get())
              + " the port accepts and closes");
    }
  }

  private List<UpstreamName> upstream() {
    boolean originates =
        steps.stream()
            .filter(step -> step.kind() != TrialStep.Kind.LOOKUP)
            .flatMap(step -> step.ruling().interception().stream())
            .anyMatch(i -> i.terminating().isPresent() && i.originating().isPresent());
    if (!originates || !beginsTls() || denied()) {
      return List.of();
    }
    Optional<String> host = plan.request().map(Attempt.Request::authority).or(plan::name);
    return UpstreamName.byVersion(plan.sni(), host.map(TrialRun::withoutPort));
  }

  private static String withoutPort(String authority) {
    int colon = authority.lastIndexOf(':');
    return colon > 0 && authority.substring(colon + 1).matches("[0-9]{1,5}")
        ? authority.substring(0, colon)
        : authority;
  }
}
