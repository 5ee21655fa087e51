package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How a finding about a proxy's hop is tested, both ways: with the one thing mended that hop has to
 * work, and with it broken the direct path has to fail alike.
 *
 * @param mended what the proxy's hop does otherwise
 * @param broken what the direct path does otherwise
 */
record Suspicion(Variation mended, Variation broken) {
  private static final List<ProtocolVersion> USABLE =
      List.of(
          ProtocolVersion.TLS_1_0,
          ProtocolVersion.TLS_1_1,
          ProtocolVersion.TLS_1_2,
          ProtocolVersion.TLS_1_3);
  private static final String CERTIFICATE = "client-certificate-required";
  private static final String BUNDLE = "upstream-bundle-lacks-issuer";
  private static final String CHAIN = "incomplete-chain";

  /** Whom client and proxy trust. */
  record Trust(TrustAnchors client, TrustAnchors proxy) {}

  /**
   * Empty of findings that no single change could prove.
   *
   * @param own the client's certificate
   */
  static Optional<Suspicion> of(
      Finding finding,
      HopTrace direct,
      HopTrace proxied,
      Optional<Trust> trust,
      Optional<Credential> own) {
    if (finding.rule().equals(CERTIFICATE)) {
      return own.map(
          c -> new Suspicion(Variation.withCertificate(c), Variation.withoutCertificate()));
    }
    if (finding.rule().equals(BUNDLE)) {
      return trust.map(
          t -> new Suspicion(Variation.trusting(t.client()), Variation.trusting(t.proxy())));
    }
    if (finding.rule().equals(CHAIN)) {
      return trust.flatMap(Suspicion::intermediates);
    }
    Optional<ClientHello> good = hello(direct.clientHop());
    Optional<ClientHello> bad = hello(proxied.serverHop());
    Optional<String> field = field(finding);
    if (field.isEmpty() || good.isEmpty() || bad.isEmpty()) {
      return Optional.empty();
    }
    return switch (field.get()) {
      case "server_name" -> name(direct, bad.get());
      case "alpn" ->
          Optional.of(
              new Suspicion(
                  Variation.alpn(good.get().alpnProtocols()),
                  Variation.alpn(bad.get().alpnProtocols())));
      case "supported_versions" -> versions(good.get(), bad.get());
      default -> Optional.empty();
    };
  }

  /** The proxy is given the client's intermediates, and the client is deprived of them. */
  private static Optional<Suspicion> intermediates(Trust trust) {
    List<X509Certificate> known =
        trust.client().certificates().stream().filter(each -> !isRoot(each)).toList();
    if (known.isEmpty()) {
      return Optional.empty();
    }
    List<X509Certificate> more = new ArrayList<>(trust.proxy().certificates());
    more.addAll(known);
    List<X509Certificate> roots =
        trust.client().certificates().stream().filter(Suspicion::isRoot).toList();
    return Optional.of(
        new Suspicion(
            Variation.trusting(
                new TrustAnchors(trust.proxy().name() + " and the client's intermediate", more)),
            Variation.trusting(
                new TrustAnchors(trust.client().name() + " without its intermediate", roots))));
  }

  private static boolean isRoot(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** What may be begun before anything failed: the built-in proxy is known to send no name. */
  static Suspicion ofNoName(String host) {
    return new Suspicion(Variation.withName(host), Variation.withoutName());
  }

  private static Optional<Suspicion> name(HopTrace direct, ClientHello bad) {
    return direct
        .serverName()
        .filter(name -> !HostName.isAddress(name))
        .map(
            name ->
                new Suspicion(
                    Variation.withName(name),
                    bad.serverName().map(Variation::withName).orElseGet(Variation::withoutName)));
  }

  private static Optional<Suspicion> versions(ClientHello good, ClientHello bad) {
    Variation best = Variation.versions(oldest(good), good.maxVersion(false));
    Variation lowered = Variation.versions(oldest(bad), bad.maxVersion(false));
    return best.text().equals(lowered.text())
        ? Optional.empty()
        : Optional.of(new Suspicion(best, lowered));
  }

  /** The oldest version offered; a hello that lists none means TLS 1.2 and before. */
  private static ProtocolVersion oldest(ClientHello hello) {
    return hello.supportedVersions().stream()
        .filter(version -> USABLE.contains(version))
        .min(Comparator.comparingInt(ProtocolVersion::code))
        .orElse(hello.maxVersion(false));
  }

  private static Optional<String> field(Finding finding) {
    return Rules.named(finding.rule()).flatMap(rule -> rule.info().helloField());
  }

  private static Optional<ClientHello> hello(Hop hop) {
    return hop.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
  }

  List<Variation> both() {
    return List.of(mended, broken);
  }
}
