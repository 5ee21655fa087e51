package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PortRule;
import dev.tlsdiag.mesh.policy.PortRule.TlsContext;
import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.mesh.policy.TrafficItem;
import dev.tlsdiag.proxy.core.cilium.PolicySecrets;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the TLS contexts of policies need, out of secrets; what is missing is warned of. */
final class PolicyMaterial {
  private final SecretManifests secrets;
  private final Instant now;
  private final Map<TlsSource, Credential> terminating = new LinkedHashMap<>();
  private final Map<TlsSource, TrustAnchors> originating = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  private PolicyMaterial(SecretManifests secrets, Instant now) {
    this.secrets = secrets;
    this.now = now;
  }

  /**
   * Looks all of it up.
   *
   * @throws CommandException where a secret holds something that is no key or certificate
   */
  static PolicyMaterial of(PolicyFiles files, Instant now) {
    PolicyMaterial material = new PolicyMaterial(files.secrets(), now);
    for (Policy policy : files.policies()) {
      policy.rules().stream()
          .flatMap(rule -> rule.items().stream())
          .forEach(
              item ->
                  item.toPorts()
                      .orElse(List.of())
                      .forEach(port -> material.add(policy, item, port)));
    }
    return material;
  }

  PolicySecrets secrets() {
    return new PolicySecrets(terminating, originating);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void add(Policy policy, TrafficItem item, PortRule port) {
    port.terminatingTls().ifPresent(tls -> terminating(policy, tls, names(item, port)));
    port.originatingTls().ifPresent(tls -> originating(policy, tls));
    if (port.originatingTls().isPresent() && port.terminatingTls().isEmpty()) {
      warn(
          policy,
          port.originatingTls().get(),
          "originatingTLS without terminatingTLS does nothing");
    }
    if (port.terminatingTls().isPresent() && port.originatingTls().isEmpty()) {
      warn(
          policy,
          port.terminatingTls().get(),
          "terminatingTLS without originatingTLS: the server is spoken to in the clear");
    }
  }

  private void terminating(Policy policy, TlsContext tls, List<String> names) {
    Optional<TlsSource> source = source(tls, policy);
    Optional<SecretManifests.Secret> secret = secret(policy, tls, source);
    if (secret.isEmpty() || terminating.containsKey(source.orElseThrow())) {
      return;
    }
    if (!secret.get().keys().containsAll(List.of(tls.certificate(), tls.privateKey()))) {
      warn(
          policy,
          tls,
          "secret '%s' has no %s and %s: Terminating TLS context is missing certs."
              .formatted(source.get().secret(), tls.certificate(), tls.privateKey()));
      return;
    }
    Credential credential = secret.get().credential(tls.certificate(), tls.privateKey());
    terminating.put(source.get(), credential);
    check(secret.get(), source.get(), credential.certificate(), names);
  }

  private void originating(Policy policy, TlsContext tls) {
    Optional<TlsSource> source = source(tls, policy);
    Optional<SecretManifests.Secret> secret = secret(policy, tls, source);
    if (secret.isEmpty() || originating.containsKey(source.orElseThrow())) {
      return;
    }
    if (!secret.get().keys().contains(tls.trustedCa())) {
      warn(
          policy,
          tls,
          "secret '%s' has no %s: Originating TLS context is missing CA certs."
              .formatted(source.get().secret(), tls.trustedCa()));
      return;
    }
    originating.put(source.get(), secret.get().authorities(tls.trustedCa()));
  }

  private Optional<SecretManifests.Secret> secret(
      Policy policy, TlsContext tls, Optional<TlsSource> source) {
    Optional<SecretManifests.Secret> found = source.flatMap(each -> secrets.named(each.secret()));
    if (found.isEmpty()) {
      warn(
          policy,
          tls,
          source
              .map(
                  each ->
                      "secret '%s' is in no --secrets file: what needs it ends with 'Socket is not"
                              .formatted(each.secret())
                          + " ready'")
              .orElse("the TLS context names no secret"));
    }
    return found;
  }

  /** As the agent builds the name. */
  private static Optional<TlsSource> source(TlsContext context, Policy policy) {
    Optional<String> namespace = context.secretNamespace().or(policy::namespace);
    return context
        .secretName()
        .map(
            name ->
                new TlsSource(
                    namespace.map(space -> space + "/").orElse("") + name,
                    context.trustedCa(),
                    context.certificate(),
                    context.privateKey()));
  }

  private void check(
      SecretManifests.Secret secret, TlsSource source, X509Certificate leaf, List<String> names) {
    String where = "%s: secret '%s': ".formatted(secret.place(), source.secret());
    if (SubjectName.of(leaf).isEmpty()) {
      warnings.add(
          where + "the certificate has no subjectAltName, and clients look for names nowhere else");
    } else {
      for (String name : names) {
        PeerVerifier.nameProblem(leaf, name, "the policy")
            .ifPresent(problem -> warnings.add(where + problem.message()));
      }
    }
    if (now.isAfter(leaf.getNotAfter().toInstant())) {
      warnings.add(where + "the certificate expired at " + leaf.getNotAfter().toInstant());
    } else if (now.isBefore(leaf.getNotBefore().toInstant())) {
      warnings.add(
          where + "the certificate is not valid before " + leaf.getNotBefore().toInstant());
    }
  }

  /** Exact ones; of a pattern nobody can say which names there are. */
  private static List<String> names(TrafficItem item, PortRule port) {
    Stream<String> fqdns =
        item.peers().fqdns().orElse(List.of()).stream()
            .flatMap(selector -> matchName(selector).stream());
    Stream<String> serverNames =
        port.serverNames().orElse(List.of()).stream()
            .map(PortRule.ServerName::pattern)
            .filter(name -> !name.contains("*"));
    return Stream.concat(fqdns, serverNames)
        .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  private static Optional<String> matchName(FqdnSelector selector) {
    return selector.matchName();
  }

  private void warn(Policy policy, TlsContext tls, String text) {
    warnings.add("%s:%s: %s: %s".formatted(policy.file(), tls.position(), policy.label(), text));
  }

  /** The policies with the values of secrets in place of their names, in header matches. */
  List<Policy> resolved(List<Policy> policies) {
    List<Policy> resolved = new ArrayList<>();
    for (Policy policy : policies) {
      resolved.add(HeaderSecrets.resolve(policy, secrets, warnings));
    }
    return resolved;
  }
}
