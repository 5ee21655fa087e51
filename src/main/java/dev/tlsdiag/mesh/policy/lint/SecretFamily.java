package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.policy.PortRule;
import java.util.List;
import java.util.Optional;

/** Whether the secrets that TLS contexts name are there, and have what is needed. */
final class SecretFamily implements Family {
  private static final LintInfo MISSING_KEY =
      new LintInfo(
          "secret-missing-key",
          LintLevel.ERROR,
          "a secret lacks the certificate, the key or the CAs that a TLS context needs",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo HAS_CA =
      new LintInfo(
          "secret-terminating-has-ca",
          LintLevel.ERROR,
          "ca.crt in a terminating secret makes the proxy ask pods for certificates",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NOT_GIVEN =
      new LintInfo(
          "secret-not-given",
          LintLevel.NOTE,
          "a policy names a secret that is not among the files",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NAMESPACE =
      new LintInfo(
          "secret-in-other-namespace",
          LintLevel.ERROR,
          "a secret of that name is in another namespace than the policy says",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo TYPE =
      new LintInfo(
          "secret-type",
          LintLevel.WARNING,
          "a secret whose type does not go with its keys",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo BASE64 =
      new LintInfo(
          "secret-not-base64",
          LintLevel.ERROR,
          "values under data are base64; text as it is goes under stringData",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo TOO_BIG =
      new LintInfo(
          "secret-too-big",
          LintLevel.ERROR,
          "a secret of more than 1 MiB is refused",
          LintInfo.RefusedBy.API_SERVER);

  private static final int MOST_CHARACTERS = 1 << 20;

  @Override
  public List<LintInfo> lints() {
    return List.of(MISSING_KEY, HAS_CA, NOT_GIVEN, NAMESPACE, TYPE, BASE64, TOO_BIG);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    scene.secrets().forEach(secret -> alone(secret, to));
    for (ContextCase context : ContextCase.all(scene)) {
      context(context, scene, to);
    }
  }

  private static void alone(SecretMaterial secret, Findings to) {
    for (String key : secret.undecodable()) {
      to.add(
          BASE64,
          LintLevel.ERROR,
          secret.resource(),
          secret.keyAt(key),
          "the value of '%s' is no base64".formatted(key),
          "stringData instead of data");
    }
    if (secret.type().equals("kubernetes.io/tls")) {
      for (String key : List.of("tls.crt", "tls.key")) {
        if (!secret.keys().contains(key)) {
          to.at(
              TYPE,
              LintLevel.ERROR,
              secret.resource(),
              "data",
              "data[%s]: Required value".formatted(key),
              "type: Opaque, if it is to have no " + key);
        }
      }
    }
    long size = secret.keys().stream().mapToLong(key -> secret.value(key).length()).sum();
    if (size > MOST_CHARACTERS) {
      to.at(
          TOO_BIG,
          secret.resource(),
          "data",
          "data: Too long: may not be more than 1048576 bytes",
          "only the CAs that are needed");
    }
  }

  private static void context(ContextCase context, PolicyScene scene, Findings to) {
    PolicyScene.PortCase port = context.port();
    if (context.context().secretName().isEmpty()) {
      return; // the schema says so
    }
    if (context.namespace().isEmpty()) {
      to.atKey(
          NAMESPACE,
          port.resource(),
          context.path() + ".secret",
          "a cluster-wide policy has no namespace of its own to look for the secret in",
          "secret: {namespace: …, name: …}");
      return;
    }
    Optional<SecretMaterial> secret = context.secret();
    if (secret.isEmpty()) {
      missing(context, scene, to);
      return;
    }
    if (context.terminating()) {
      terminating(context, secret.get(), scene, to);
    } else {
      originating(context, secret.get(), scene, to);
    }
  }

  private static void missing(ContextCase context, PolicyScene scene, Findings to) {
    String name = context.context().secretName().orElseThrow();
    List<SecretMaterial> namesakes =
        scene.secrets().stream().filter(s -> s.resource().name().equals(name)).toList();
    if (!namesakes.isEmpty()) {
      SecretMaterial other = namesakes.get(0);
      boolean written = context.context().secretNamespace().isPresent();
      to.atKey(
          NAMESPACE,
          other.resource().namespace().isPresent() ? LintLevel.ERROR : LintLevel.WARNING,
          context.port().resource(),
          context.path() + ".secret",
          "the secret is looked for as '%s'%s; among the files it is '%s'"
              .formatted(
                  context.id(),
                  written ? "" : ", the policy's own namespace",
                  other.resource().namespace().map(s -> s + "/").orElse("(no namespace) ") + name),
          other
              .resource()
              .namespace()
              .map(s -> "namespace: " + s)
              .orElse("namespace in the Secret"));
    } else if (!scene.secrets().isEmpty()) {
      to.atKey(
          NOT_GIVEN,
          context.port().resource(),
          context.path() + ".secret",
          "the secret '%s' is not among the files, so it was not looked into"
              .formatted(context.id()),
          "");
    }
  }

  private static void terminating(
      ContextCase context, SecretMaterial secret, PolicyScene scene, Findings to) {
    PortRule.TlsContext tls = context.context();
    boolean certificate = secret.has(tls.certificate());
    boolean key = secret.has(tls.privateKey());
    if (!certificate && !tls.certificate().equals("tls.crt")) {
      missingKey(context, secret, "Certificate", tls.certificate(), to);
    } else if (!key && !tls.privateKey().equals("tls.key")) {
      missingKey(context, secret, "Private Key", tls.privateKey(), to);
    } else if (!certificate || !key) {
      boolean nothing = !secret.has("ca.crt") && !certificate && !key;
      to.atKey(
          MISSING_KEY,
          context.port().resource(),
          context.path() + ".secret",
          nothing
              ? "TLS certificates not found in secret %s".formatted(secret.id())
              : "Terminating TLS context is missing certs.",
          "%s has the keys %s, it needs %s and %s"
              .formatted(secret.id(), secret.keys(), tls.certificate(), tls.privateKey()));
    }
    if (secret.has(tls.trustedCa())) {
      boolean old = !scene.ciliumAtLeast(1, 16);
      to.add(
          HAS_CA,
          old ? LintLevel.ERROR : LintLevel.NOTE,
          secret.resource(),
          secret.keyAt(tls.trustedCa()),
          old
              ? "'%s' in a terminating secret: up to Cilium 1.15 the proxy asks pods for a certificate, and they fail after the handshake"
                  .formatted(tls.trustedCa())
              : "'%s' in a terminating secret is ignored from Cilium 1.16 on, unless use-full-tls-context is set"
                  .formatted(tls.trustedCa()),
          "a secret with tls.crt and tls.key alone");
    }
  }

  private static void originating(
      ContextCase context, SecretMaterial secret, PolicyScene scene, Findings to) {
    PortRule.TlsContext tls = context.context();
    if (!secret.has(tls.trustedCa())) {
      if (!tls.trustedCa().equals("ca.crt")) {
        missingKey(context, secret, "Trusted CA", tls.trustedCa(), to);
      } else {
        to.atKey(
            MISSING_KEY,
            context.port().resource(),
            context.path() + ".secret",
            "Originating TLS context is missing CA certs.",
            "%s has the keys %s, it needs ca.crt".formatted(secret.id(), secret.keys()));
      }
    }
    if (secret.has(tls.certificate()) && secret.has(tls.privateKey())) {
      to.add(
          HAS_CA,
          scene.ciliumAtLeast(1, 16) ? LintLevel.NOTE : LintLevel.WARNING,
          secret.resource(),
          secret.keyAt(tls.certificate()),
          "a certificate in an originating secret may be presented to the destination (up to Cilium"
              + " 1.15, or with use-full-tls-context)",
          "a secret with ca.crt alone");
    }
  }

  private static void missingKey(
      ContextCase context, SecretMaterial secret, String what, String key, Findings to) {
    to.atKey(
        MISSING_KEY,
        context.port().resource(),
        context.path(),
        "%s %s not found in secret %s".formatted(what, key, secret.id()),
        "it has the keys " + secret.keys());
  }
}
