package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.x509.PeerVerifier;
import dev.tlsdiag.x509.SubjectName;
import dev.tlsdiag.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether the proxy trusts whom it talks to: the bundles of originating contexts. */
final class BundleFamily implements Family {
  private static final LintInfo LACKS_ISSUER =
      new LintInfo(
          "originating-bundle-lacks-issuer",
          LintLevel.ERROR,
          "the bundle for the destination does not hold the CA of the destination's certificate",
          LintInfo.RefusedBy.NOBODY);

  @Override
  public List<LintInfo> lints() {
    return List.of(LACKS_ISSUER);
  }

  @Override
  public void lint(PolicyScene scene, Findings to) {
    List<ContextCase> contexts = ContextCase.all(scene);
    Set<String> terminating =
        contexts.stream()
            .filter(c -> c.terminating() && c.secret().isPresent())
            .map(ContextCase::id)
            .collect(Collectors.toSet());
    List<SecretMaterial> servers =
        scene.secrets().stream()
            .filter(s -> s.has("tls.crt") && !terminating.contains(s.id()))
            .filter(s -> !s.pem("tls.crt").certificates().isEmpty())
            .toList();
    Optional<ContextCase> opened = Optional.empty();
    for (ContextCase context : contexts) { // the terminating one of a port comes first
      if (context.terminating()) {
        opened = Optional.of(context);
      } else if (context.secret().isPresent()) {
        bundle(context, context.secret().get(), opened, servers, scene.subject().now(), to);
      }
    }
  }

  private static void bundle(
      ContextCase context,
      SecretMaterial secret,
      Optional<ContextCase> opened,
      List<SecretMaterial> servers,
      Instant now,
      Findings to) {
    String key = context.context().trustedCa();
    List<X509Certificate> bundle = secret.pem(key).certificates();
    if (bundle.isEmpty()) {
      return;
    }
    TrustAnchors anchors = new TrustAnchors(secret.id(), bundle);
    for (SecretMaterial server : servers) {
      List<X509Certificate> chain = server.pem("tls.crt").certificates();
      if (isDestination(context, chain.get(0))) {
        PeerVerifier.chainProblem(chain, anchors, now)
            .ifPresent(
                problem ->
                    CertificateFamily.add(
                        LACKS_ISSUER,
                        LintLevel.ERROR,
                        secret,
                        key,
                        "the destination's certificate in %s: %s"
                            .formatted(server.id(), problem.message()),
                        "its issuer in " + key,
                        to));
      }
    }
    List<X509Certificate> shown =
        opened
            .filter(c -> c.port().path().equals(context.port().path()))
            .filter(c -> c.port().resource().equals(context.port().resource()))
            .flatMap(c -> c.secret().map(s -> s.pem(c.context().certificate()).certificates()))
            .orElse(List.of());
    boolean own =
        bundle.size() == 1
            && !shown.isEmpty()
            && PeerVerifier.chainProblem(shown, anchors, now).isEmpty();
    if (own) {
      CertificateFamily.add(
          LACKS_ISSUER,
          LintLevel.WARNING,
          secret,
          key,
          "the only CA for the destination is '%s', which signed the certificate for the pods"
              .formatted(CertificateFamily.subject(bundle.get(0))),
          "the CAs of the real destination; a public one needs the public bundle",
          to);
    }
  }

  private static boolean isDestination(ContextCase context, X509Certificate leaf) {
    List<SubjectName> names = SubjectName.of(leaf);
    return WantedName.of(context.port()).stream()
        .anyMatch(wanted -> wanted.isName() && wanted.gap(names).isEmpty());
  }
}
