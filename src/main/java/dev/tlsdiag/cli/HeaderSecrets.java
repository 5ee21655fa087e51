package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyRule;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.PortRule.HeaderMatch;
import dev.tlsdiag.mesh.policy.PortRule.HttpRule;
import dev.tlsdiag.mesh.policy.PortRule.L7Rules;
import dev.tlsdiag.mesh.policy.TrafficItem;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Puts the values of secrets into the header matches that name them. */
final class HeaderSecrets {
  private final Policy policy;
  private final SecretManifests secrets;
  private final Collection<String> warnings;

  private HeaderSecrets(Policy policy, SecretManifests secrets, Collection<String> warnings) {
    this.policy = policy;
    this.secrets = secrets;
    this.warnings = warnings;
  }

  static Policy resolve(Policy policy, SecretManifests secrets, Collection<String> warnings) {
    HeaderSecrets resolver = new HeaderSecrets(policy, secrets, warnings);
    boolean needed =
        policy.rules().stream()
            .flatMap(rule -> rule.items().stream())
            .flatMap(item -> item.toPorts().orElse(List.of()).stream())
            .flatMap(port -> port.rules().flatMap(L7Rules::http).orElse(List.of()).stream())
            .flatMap(http -> http.headerMatches().stream())
            .anyMatch(match -> match.secret().isPresent());
    return needed
        ? new Policy(
            policy.kind(),
            policy.file(),
            policy.namespace(),
            policy.name(),
            policy.rules().stream().map(resolver::rule).toList(),
            policy.position())
        : policy;
  }

  private PolicyRule rule(PolicyRule rule) {
    return new PolicyRule(
        rule.path(),
        rule.endpointSelector(),
        rule.nodeSelector(),
        rule.items().stream().map(this::item).toList(),
        rule.defaultDenyIngress(),
        rule.defaultDenyEgress(),
        rule.description(),
        rule.position());
  }

  private TrafficItem item(TrafficItem item) {
    return new TrafficItem(
        item.direction(),
        item.deny(),
        item.index(),
        item.peers(),
        item.toPorts().map(ports -> ports.stream().map(this::port).toList()),
        item.icmps(),
        item.authentication(),
        item.position());
  }

  private PortRule port(PortRule port) {
    return new PortRule(
        port.ports(),
        port.terminatingTls(),
        port.originatingTls(),
        port.serverNames(),
        port.listener(),
        port.rules().map(this::rules),
        port.position());
  }

  private L7Rules rules(L7Rules rules) {
    return new L7Rules(
        rules.http().map(http -> http.stream().map(this::http).toList()),
        rules.dns(),
        rules.others(),
        rules.position());
  }

  private HttpRule http(HttpRule rule) {
    return new HttpRule(
        rule.path(),
        rule.method(),
        rule.host(),
        rule.headers(),
        rule.headerMatches().stream().map(match -> match(match, rule)).toList(),
        rule.position());
  }

  private HeaderMatch match(HeaderMatch match, HttpRule rule) {
    if (match.secret().isEmpty()) {
      return match;
    }
    String written = match.secret().get();
    String label = written.contains("/") ? written : policy.namespace().orElse("") + "/" + written;
    Optional<String> value = secrets.named(label).flatMap(SecretManifests.Secret::only);
    if (value.isEmpty()) {
      warnings.add(
          "%s:%s: %s: secret '%s' of header %s is not there with exactly one key"
              .formatted(policy.file(), rule.position(), policy.label(), label, match.name()));
      return match;
    }
    return new HeaderMatch(match.name(), value, Optional.empty(), match.mismatch());
  }
}
