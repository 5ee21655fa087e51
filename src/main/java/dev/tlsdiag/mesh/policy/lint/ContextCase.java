package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.policy.PortRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A TLS context of a policy.
 *
 * @param terminating otherwise originating
 * @param secret the one that it names, where it is among the files
 */
record ContextCase(
    PolicyScene.PortCase port,
    PortRule.TlsContext context,
    boolean terminating,
    Optional<SecretMaterial> secret) {

  static List<ContextCase> all(PolicyScene scene) {
    Map<String, SecretMaterial> secrets = new HashMap<>();
    scene.secrets().forEach(secret -> secrets.putIfAbsent(secret.id(), secret));
    List<ContextCase> all = new ArrayList<>();
    for (PolicyScene.PortCase port : scene.ports()) {
      port.rule().terminatingTls().ifPresent(tls -> all.add(of(port, tls, true, secrets)));
      port.rule().originatingTls().ifPresent(tls -> all.add(of(port, tls, false, secrets)));
    }
    return all;
  }

  private static ContextCase of(
      PolicyScene.PortCase port,
      PortRule.TlsContext tls,
      boolean terminating,
      Map<String, SecretMaterial> secrets) {
    ContextCase without = new ContextCase(port, tls, terminating, Optional.empty());
    return new ContextCase(port, tls, terminating, Optional.ofNullable(secrets.get(without.id())));
  }

  /** {@code spec.egress[0].toPorts[0].terminatingTLS}. */
  String path() {
    return port.path() + (terminating ? ".terminatingTLS" : ".originatingTLS");
  }

  /** That is written, or the policy's. */
  Optional<String> namespace() {
    return context.secretNamespace().or(() -> port.of().of().of().policy().namespace());
  }

  /** {@code namespace/name}. */
  String id() {
    return namespace().orElse("") + "/" + context.secretName().orElse("");
  }
}
