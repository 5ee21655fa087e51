package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.PemMaterial;
import dev.tlsdiag.x509.StrictChecks;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.Position;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is in the certificates of secrets and bundles. */
final class CertificateFamily implements Family {
  private static final Duration SOON = Duration.ofDays(30);

  /** A bundle with more is one of public authorities, some of which are always past their time. */
  private static final int OWN_BUNDLE = 5;

  private static final LintInfo UNREADABLE =
      new LintInfo(
          "certificate-unreadable",
          LintLevel.ERROR,
          "a value that holds no certificate in PEM",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo KEY =
      new LintInfo(
          "secret-key-does-not-match",
          LintLevel.ERROR,
          "the private key belongs to another certificate",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NO_SAN =
      new LintInfo(
          "certificate-without-san",
          LintLevel.ERROR,
          "a certificate without subjectAltName is for no name at all",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NAMES =
      new LintInfo(
          "certificate-does-not-cover-names",
          LintLevel.ERROR,
          "the terminating certificate is not for every name that the policy lets in",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo TIME =
      new LintInfo(
          "certificate-time",
          LintLevel.ERROR,
          "a certificate is past its time, or before it",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo NOT_TRUSTED =
      new LintInfo(
          "certificate-not-trusted",
          LintLevel.ERROR,
          "the terminating certificate leads to no CA that the clients trust",
          LintInfo.RefusedBy.NOBODY);

  private static final LintInfo STRICT =
      new LintInfo(
          "certificate-fails-strict-clients",
          LintLevel.WARNING,
          "strict clients refuse the terminating certificate or its CA",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(UNREADABLE, KEY, NO_SAN, NAMES, TIME, NOT_TRUSTED, STRICT);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    Instant now = scene.subject().now();
    Map<String, SecretMaterial> terminating = new LinkedHashMap<>();
    for (ContextCase context : ContextCase.all(scene)) {
      if (context.secret().isEmpty()) {
        continue;
      }
      SecretMaterial secret = context.secret().get();
      if (context.terminating()) {
        String key = context.context().certificate();
        if (terminating.put(secret.id() + " " + key, secret) == null) {
          leaf(secret, key, context.context().privateKey(), scene, to);
        }
        coverage(context, secret, to);
      } else if (!context.context().trustedCa().equals("ca.crt")) {
        certificates(secret, context.context().trustedCa(), now, to);
      }
    }
    for (SecretMaterial secret : scene.secrets()) {
      boolean tls = secret.type().equals("kubernetes.io/tls") || secret.has("tls.crt");
      if (tls && !terminating.containsKey(secret.id() + " tls.crt")) {
        certificates(secret, "tls.crt", now, to);
        keys(secret, "tls.crt", "tls.key", to);
      }
      if (secret.has("ca.crt")) {
        certificates(secret, "ca.crt", now, to);
      }
    }
    scene
        .subject()
        .ofKind("ConfigMap")
        .map(SecretMaterial::of)
        .forEach(
            map -> {
              for (String key : map.keys()) {
                if (map.value(key).contains("-----BEGIN CERTIFICATE")) {
                  certificates(map, key, now, to);
                }
              }
            });
  }

  private static void leaf(
      SecretMaterial secret, String key, String privateKey, PolicyScene scene, Findings to) {
    List<X509Certificate> chain = certificates(secret, key, scene.subject().now(), to);
    keys(secret, key, privateKey, to);
    if (chain.isEmpty()) {
      return;
    }
    X509Certificate leaf = chain.get(0);
    if (SubjectName.of(leaf).isEmpty()) {
      add(
          NO_SAN,
          NO_SAN.level(),
          secret,
          key,
          "the certificate '%s' has no subjectAltName, so it is for no name; clients do not look at the common name"
              .formatted(subject(leaf)),
          "sign it again with subjectAltName=DNS:… (tlsdiag ca issue)",
          to);
    }
    if (leaf.getBasicConstraints() >= 0) {
      add(
          STRICT,
          LintLevel.WARNING,
          secret,
          key,
          "the first certificate, '%s', is a CA's".formatted(subject(leaf)),
          "the certificate for the names first, then those of its issuers",
          to);
    }
    trust(secret, key, chain, scene, to);
    for (ChainProblem problem : StrictChecks.extensionProblems(leaf, 0)) {
      if (problem.kind() == ChainProblem.Kind.NOT_STRICT && !SubjectName.of(leaf).isEmpty()) {
        add(STRICT, LintLevel.NOTE, secret, key, problem.message(), "Python 3.13 and newer", to);
      }
    }
  }

  private static void trust(
      SecretMaterial secret,
      String key,
      List<X509Certificate> chain,
      PolicyScene scene,
      Findings to) {
    boolean stated = scene.subject().trust().isPresent();
    Optional<TrustAnchors> anchors = scene.subject().trust().or(() -> configMaps(scene));
    if (anchors.isEmpty()) {
      return;
    }
    Optional<ChainProblem> problem =
        PeerVerifier.chainProblem(chain, anchors.get(), scene.subject().now());
    boolean ofTime =
        problem
            .filter(
                p ->
                    p.kind() == ChainProblem.Kind.EXPIRED
                        || p.kind() == ChainProblem.Kind.NOT_YET_VALID)
            .isPresent();
    if (problem.isPresent() && !ofTime) {
      add(
          NOT_TRUSTED,
          stated ? LintLevel.ERROR : LintLevel.WARNING,
          secret,
          key,
          problem.get().message(),
          "the CA that signed it in every store that the clients read: Java and aws-cli have their"
              + " own",
          to);
    }
  }

  /** What the pods are given to trust, where a ConfigMap says so. */
  private static Optional<TrustAnchors> configMaps(PolicyScene scene) {
    List<X509Certificate> all =
        scene
            .subject()
            .ofKind("ConfigMap")
            .filter(map -> !map.name().equals("kube-root-ca.crt"))
            .map(SecretMaterial::of)
            .flatMap(map -> map.keys().stream().map(map::value))
            .flatMap(text -> PemMaterial.parse(text).certificates().stream())
            .toList();
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(new TrustAnchors("the ConfigMaps among the files", all));
  }

  private static void coverage(ContextCase context, SecretMaterial secret, Findings to) {
    List<X509Certificate> chain = secret.pem(context.context().certificate()).certificates();
    if (chain.isEmpty() || SubjectName.of(chain.get(0)).isEmpty()) {
      return;
    }
    List<SubjectName> names = SubjectName.of(chain.get(0));
    for (WantedName wanted : WantedName.of(context.port())) {
      Optional<WantedName.Gap> gap = wanted.gap(names);
      if (gap.isPresent()) {
        to.add(
            NAMES,
            gap.get().level(),
            context.port().resource(),
            wanted.position(),
            "the certificate in %s is for %s: %s"
                .formatted(secret.id(), WantedName.list(names), gap.get().message()),
            gap.get().likely());
      }
    }
  }

  private static void keys(SecretMaterial secret, String key, String privateKey, Findings to) {
    List<X509Certificate> chain = secret.pem(key).certificates();
    if (chain.isEmpty() || !secret.has(privateKey) || secret.isRedacted(privateKey)) {
      return;
    }
    PemMaterial keys = secret.pem(privateKey);
    if (keys.keys() == 0 || keys.encryptedKeys() > 0) {
      add(
          KEY,
          KEY.level(),
          secret,
          privateKey,
          keys.keys() == 0
              ? "'%s' holds no private key in PEM".formatted(privateKey)
              : "the key has a passphrase, which nobody will type",
          keys.keys() == 0 ? "" : "openssl pkey -in … -out …, without a passphrase",
          to);
      return;
    }
    if (PemMaterial.fit(secret.value(privateKey), chain.get(0)) == PemMaterial.Fit.DOES_NOT_FIT) {
      boolean later =
          chain.stream()
              .skip(1)
              .anyMatch(c -> PemMaterial.fit(secret.value(privateKey), c) == PemMaterial.Fit.FITS);
      add(
          KEY,
          KEY.level(),
          secret,
          privateKey,
          "the key does not belong to the certificate '%s'".formatted(subject(chain.get(0))),
          later ? "another certificate of the chain is its own: it has to be the first" : "",
          to);
    }
  }

  /** What is there, its times checked. */
  private static List<X509Certificate> certificates(
      SecretMaterial secret, String key, Instant now, Findings to) {
    if (!secret.has(key) || secret.isRedacted(key) || secret.undecodable().contains(key)) {
      return List.of();
    }
    PemMaterial pem = secret.pem(key);
    if (pem.certificates().isEmpty()) {
      add(
          UNREADABLE,
          UNREADABLE.level(),
          secret,
          key,
          "'%s' holds no certificate in PEM".formatted(key),
          secret.value(key).startsWith("LS0t") ? "it is base64 twice" : "",
          to);
    } else if (pem.unreadable() > 0) {
      add(
          UNREADABLE,
          LintLevel.WARNING,
          secret,
          key,
          "%d of the certificates in '%s' cannot be read".formatted(pem.unreadable(), key),
          "",
          to);
    }
    boolean own = pem.certificates().size() <= OWN_BUNDLE;
    for (X509Certificate certificate : pem.certificates()) {
      if (own || certificate.equals(pem.certificates().get(0)) && !key.startsWith("ca")) {
        time(secret, key, certificate, now, to);
      }
    }
    return pem.certificates();
  }

  private static void time(
      SecretMaterial secret, String key, X509Certificate certificate, Instant now, Findings to) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    String name = subject(certificate);
    if (now.isAfter(until)) {
      add(
          TIME,
          LintLevel.ERROR,
          secret,
          key,
          "the certificate '%s' expired at %s".formatted(name, until),
          "",
          to);
    } else if (now.isBefore(from)) {
      add(
          TIME,
          LintLevel.ERROR,
          secret,
          key,
          "the certificate '%s' is valid from %s on".formatted(name, from),
          "",
          to);
    } else if (until.isBefore(now.plus(SOON))
        && Duration.between(from, until).compareTo(SOON.multipliedBy(2)) > 0) {
      add(
          TIME,
          LintLevel.WARNING,
          secret,
          key,
          "the certificate '%s' expires at %s".formatted(name, until),
          "",
          to);
    }
  }

  static String subject(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  static void add(
      LintInfo lint,
      LintLevel level,
      SecretMaterial secret,
      String key,
      String message,
      String likely,
      Findings to) {
    Position position = secret.keyAt(key);
    to.add(lint, level, secret.resource(), position, message, likely);
  }
}
