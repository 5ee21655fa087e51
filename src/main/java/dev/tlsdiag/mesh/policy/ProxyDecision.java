package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.policy.Ruling.Decider;
import dev.tlsdiag.mesh.policy.Ruling.Interception;
import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.mesh.policy.Ruling.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the proxy makes of a connection that the allow items let pass or send to it. */
final class ProxyDecision {
  private final PolicySet.Considered considered;
  private final CiliumVersion version;
  private final List<Hit> allow;
  private final List<Hit> redirecting;
  private final Attempt attempt;
  private final Predicate<Match> counts;

  /**
   * @param allow at least one
   */
  ProxyDecision(
      PolicySet.Considered considered, List<Hit> allow, Attempt attempt, Predicate<Match> counts) {
    this.considered = considered;
    this.version = considered.version();
    this.allow = List.copyOf(allow);
    this.redirecting = allow.stream().filter(hit -> hit.redirects(version)).toList();
    this.attempt = attempt;
    this.counts = counts;
  }

  Ruling ruling() {
    if (redirecting.isEmpty()) {
      String reason = allow.get(0).item().path() + " allows it";
      return new Ruling(Verdict.ALLOWED, reason, deciders(allow), Optional.empty(), List.of());
    }
    List<String> conflicts = new ArrayList<>();
    Interception interception = interception(conflicts);
    Stage stage = stage(interception);
    return new Ruling(
        stage.verdict(), stage.reason(), stage.deciders(), Optional.of(interception), conflicts);
  }

  private static List<Decider> deciders(List<Hit> hits) {
    return hits.stream().map(Hit::decider).toList();
  }

  /** How far it comes in the proxy. */
  private record Stage(Verdict verdict, String reason, List<Decider> deciders) {
    Stage {
      deciders = List.copyOf(deciders);
    }
  }

  private Interception interception(List<String> conflicts) {
    List<String> serverNames =
        redirecting.stream()
            .flatMap(hit -> hit.serverNames(version).stream())
            .map(PortRule.ServerName::pattern)
            .distinct()
            .toList();
    return new Interception(
        tls("terminating", PortRule::terminatingTls, conflicts),
        tls("originating", PortRule::originatingTls, conflicts),
        redirecting.stream().anyMatch(hit -> !hit.http().isEmpty()),
        redirecting.stream().anyMatch(hit -> !hit.dns().isEmpty()),
        serverNames,
        redirecting.stream()
            .flatMap(hit -> hit.port().flatMap(PortRule::listener).stream())
            .map(listener -> listener.configName() + "/" + listener.name())
            .findFirst());
  }

  private Optional<TlsSource> tls(
      String which,
      Function<PortRule, Optional<PortRule.TlsContext>> context,
      List<String> conflicts) {
    Set<TlsSource> sources = new LinkedHashSet<>();
    for (Hit hit : redirecting) {
      hit.port().flatMap(context).flatMap(c -> source(c, hit.policy())).ifPresent(sources::add);
    }
    if (sources.size() > 1) {
      conflicts.add(
          "which %s secret is used: %s are both asked for, and Cilium refuses to merge them"
              .formatted(
                  which,
                  String.join(
                      " and ", sources.stream().map(TlsSource::secret).distinct().toList())));
    }
    return sources.stream().findFirst();
  }

  private static Optional<TlsSource> source(PortRule.TlsContext context, Policy policy) {
    return context
        .secretName()
        .map(
            name ->
                new TlsSource(
                    context
                            .secretNamespace()
                            .or(policy::namespace)
                            .map(space -> space + "/")
                            .orElse("")
                        + name,
                    context.trustedCa(),
                    context.certificate(),
                    context.privateKey()));
  }

  private Stage stage(Interception interception) {
    if (!interception.serverNames().isEmpty()) {
      Optional<Stage> refused = serverName();
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    if (interception.http()) {
      return http(interception);
    }
    if (interception.dns()) {
      return dns();
    }
    boolean listened = interception.listener().isPresent();
    if (attempt.tls().isEmpty() || listened) {
      String where = listened ? "the listener " + interception.listener().get() : "the proxy";
      return new Stage(
          Verdict.REDIRECTED,
          redirecting.get(0).item().path() + " sends it to " + where,
          deciders(redirecting));
    }
    return new Stage(
        Verdict.ALLOWED, allow.get(0).item().path() + " allows it", allowedName(redirecting));
  }

  /** That its name stops it here, or that it is not known yet; empty where it goes on. */
  private Optional<Stage> serverName() {
    List<Hit> asking =
        redirecting.stream().filter(hit -> !hit.serverNames(version).isEmpty()).toList();
    List<Decider> deciders =
        asking.stream()
            .map(hit -> hit.decider(".serverNames", hit.serverNames(version).get(0).position()))
            .toList();
    if (attempt.tls().isEmpty()) {
      return Optional.of(
          new Stage(
              Verdict.REDIRECTED,
              asking.get(0).item().path() + " has the proxy check its server name",
              deciders(asking)));
    }
    String reason;
    if (!attempt.tls().get()) {
      reason = "it is no TLS, and only TLS with certain server names is allowed";
    } else if (attempt.sni().isEmpty() || attempt.sni().get().isEmpty()) {
      reason = "its ClientHello has no server_name, and only certain ones are allowed";
    } else if (allowedName(asking).isEmpty()) {
      reason = "no entry of serverNames matches '" + attempt.sni().get() + "'";
    } else {
      return Optional.empty();
    }
    return Optional.of(new Stage(Verdict.DENIED_SERVER_NAME, reason, deciders));
  }

  /** The entries of {@code serverNames} that match; where nothing is asked for, the items. */
  private List<Decider> allowedName(List<Hit> redirecting) {
    List<Decider> deciders = new ArrayList<>();
    for (Hit hit : redirecting) {
      for (int i = 0; i < hit.serverNames(version).size(); i++) {
        PortRule.ServerName name = hit.serverNames(version).get(i);
        if (attempt.sni().filter(ServerNamePattern.of(name, version)::matches).isPresent()) {
          deciders.add(hit.decider(".serverNames[" + i + "]", name.position()));
        }
      }
    }
    boolean asked = redirecting.stream().anyMatch(hit -> !hit.serverNames(version).isEmpty());
    return deciders.isEmpty() && !asked ? deciders(redirecting) : deciders;
  }

  private Stage http(Interception interception) {
    List<Hit> withRules = redirecting.stream().filter(hit -> !hit.http().isEmpty()).toList();
    if (attempt.http().isEmpty()) {
      boolean unread = attempt.tls().orElse(false) && interception.terminating().isEmpty();
      return new Stage(
          Verdict.REDIRECTED,
          unread
              ? withRules.get(0).item().path()
                  + " has HTTP checked, but nothing terminates TLS: the proxy cannot read it"
              : withRules.get(0).item().path() + " has the proxy check its requests",
          deciders(redirecting));
    }
    for (Hit hit : withRules) {
      for (int i = 0; i < hit.http().size(); i++) {
        PortRule.HttpRule rule = hit.http().get(i);
        if (counts.test(HttpMatch.allows(rule, attempt.http().get()))) {
          Decider decider = hit.decider(".rules.http[" + i + "]", rule.position());
          return new Stage(
              Verdict.ALLOWED, "the request matches " + hit.item().path(), List.of(decider));
        }
      }
    }
    return wildcard(withRules, hit -> hit.http().isEmpty(), "HTTP", "request")
        .orElseGet(
            () ->
                new Stage(
                    Verdict.DENIED_REQUEST,
                    "no HTTP rule allows the request",
                    withRules.stream()
                        .map(hit -> hit.decider(".rules.http", hit.http().get(0).position()))
                        .toList()));
  }

  private Stage dns() {
    List<Hit> withRules = redirecting.stream().filter(hit -> !hit.dns().isEmpty()).toList();
    if (attempt.dnsQuery().isEmpty()) {
      return new Stage(
          Verdict.REDIRECTED,
          withRules.get(0).item().path() + " has the proxy check its DNS queries",
          deciders(redirecting));
    }
    String name = attempt.dnsQuery().get();
    for (Hit hit : withRules) {
      for (int i = 0; i < hit.dns().size(); i++) {
        FqdnSelector rule = hit.dns().get(i);
        if (FqdnPattern.of(rule, version).matches(name)) {
          return new Stage(
              Verdict.ALLOWED,
              "the name matches " + hit.item().path(),
              List.of(hit.decider(".rules.dns[" + i + "]", rule.position())));
        }
      }
    }
    return wildcard(withRules, hit -> hit.dns().isEmpty(), "DNS", "name")
        .orElseGet(
            () ->
                new Stage(
                    Verdict.DENIED_LOOKUP,
                    "no DNS rule allows the name '" + name + "'",
                    withRules.stream()
                        .map(hit -> hit.decider(".rules.dns", hit.dns().get(0).position()))
                        .toList()));
  }

  /**
   * An item for the same traffic without rules adds one that matches everything; so does a policy
   * that leaves the direction open.
   */
  private Optional<Stage> wildcard(
      List<Hit> withRules, Predicate<Hit> without, String what, String thing) {
    Optional<Hit> bare = allow.stream().filter(without).findFirst();
    if (bare.isPresent()) {
      return Optional.of(
          new Stage(
              Verdict.ALLOWED,
              "%s has no %s rules for the same traffic, so every %s is allowed"
                  .formatted(bare.get().item().path(), what, thing),
              List.of(bare.get().decider())));
    }
    return withRules.stream()
        .filter(hit -> considered.leavesOpen(hit.rule(), attempt.direction()))
        .findFirst()
        .map(
            hit ->
                new Stage(
                    Verdict.ALLOWED,
                    "enableDefaultDeny is false, so every other %s is allowed too".formatted(thing),
                    List.of(hit.decider())));
  }
}
