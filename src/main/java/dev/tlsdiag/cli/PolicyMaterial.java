package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.PortRule.TlsContext;
import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.proxy.core.cilium.PolicySecrets;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the TLS contexts and header matches of policies need, out of secrets. */
final class PolicyMaterial {
  private final SecretManifests secrets;
  private final Map<TlsSource, Credential> terminating = new LinkedHashMap<>();
  private final Map<TlsSource, TrustAnchors> originating = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  private PolicyMaterial(SecretManifests secrets) {
    this.secrets = secrets;
  }

  /**
   * Looks all of it up.
   *
   * @throws CommandException where a secret holds something that is no key or certificate
   */
  static PolicyMaterial of(PolicyFiles files) {
    PolicyMaterial material = new PolicyMaterial(files.secrets());
    for (Policy policy : files.policies()) {
      policy.rules().stream()
          .flatMap(rule -> rule.items().stream())
          .flatMap(item -> item.toPorts().orElse(List.of()).stream())
          .forEach(port -> material.add(policy, port));
    }
    return material;
  }

  PolicySecrets secrets() {
    return new PolicySecrets(terminating, originating);
  }

  /** Of secrets that are not there. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void add(Policy policy, PortRule port) {
    port.listener()
        .ifPresent(
            listener ->
                warnings.add(
                    "%s:%s: %s: listener '%s' of %s '%s' is not here: its connections are relayed"
                        .formatted(
                            policy.file(),
                            listener.position(),
                            policy.label(),
                            listener.name(),
                            listener.configKind(),
                            listener.configName())));
    port.terminatingTls()
        .ifPresent(
            tls ->
                secret(policy, tls, List.of(tls.certificate(), tls.privateKey()))
                    .ifPresent(
                        secret ->
                            terminating.computeIfAbsent(
                                source(tls, policy),
                                s -> secret.credential(tls.certificate(), tls.privateKey()))));
    port.originatingTls()
        .ifPresent(
            tls ->
                secret(policy, tls, List.of(tls.trustedCa()))
                    .ifPresent(
                        secret ->
                            originating.computeIfAbsent(
                                source(tls, policy), s -> secret.authorities(tls.trustedCa()))));
  }

  /** The secret, where it has these keys; else what becomes of connections is told. */
  private Optional<SecretManifests.Secret> secret(
      Policy policy, TlsContext tls, List<String> keys) {
    String name = source(tls, policy).secret();
    Optional<SecretManifests.Secret> found = secrets.named(name);
    String problem =
        found.isEmpty()
            ? "is in no --secrets file"
            : found.get().keys().containsAll(keys) ? "" : "has no " + String.join(" and ", keys);
    if (!problem.isEmpty()) {
      warnings.add(
          "%s:%s: %s: secret '%s' %s: what needs it ends with 'Socket is not ready'"
              .formatted(policy.file(), tls.position(), policy.label(), name, problem));
      return Optional.empty();
    }
    return found;
  }

  /** As the evaluator names it. */
  private static TlsSource source(TlsContext context, Policy policy) {
    Optional<String> namespace = context.secretNamespace().or(policy::namespace);
    return new TlsSource(
        namespace.map(space -> space + "/").orElse("") + context.secretName().orElse(""),
        context.trustedCa(),
        context.certificate(),
        context.privateKey());
  }

  /** The policies with the values of secrets in place of their names, in header matches. */
  List<Policy> resolved(List<Policy> policies) {
    return policies.stream()
        .map(policy -> HeaderSecrets.resolve(policy, secrets, warnings))
        .toList();
  }
}
