package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.LeafSpec;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Scenarios of certificates that are wrong in a way of their own. */
final class CertificateScenarios {
  /** So many names of authorities are more than Java takes in one message. */
  private static final int MANY_AUTHORITIES = 420;

  private static final List<ProtocolVersion> TLS_1_2 = List.of(ProtocolVersion.TLS_1_2);

  static final List<Scenario> ALL =
      List.of(
          PlannedScenario.withProxy(
              "strict-x509",
              "the inspection CA lacks what strict clients ask for",
              Expectation.of("interception-ca-fails-strict-x509"),
              CertificateScenarios::strictX509),
          PlannedScenario.withProxy(
              "interceptor-client-cert",
              "the interceptor wants a client certificate, TLS 1.3",
              Expectation.of("interceptor-demands-client-cert"),
              lab -> interceptorDemands(lab, ProtocolVersion.TLS_1_3)),
          PlannedScenario.withProxy(
              "interceptor-client-cert-tls12",
              "the interceptor wants a client certificate, TLS 1.2",
              Expectation.of("interceptor-demands-client-cert"),
              lab -> interceptorDemands(lab, ProtocolVersion.TLS_1_2)),
          PlannedScenario.of(
              "client-certificate-tls13",
              "as client-certificate: TLS 1.3 tells after Finished",
              "",
              Expectation.of("client-certificate-required"),
              CertificateScenarios::clientCertificate),
          PlannedScenario.of(
              "default-certificate",
              "an ingress shows its fake certificate for every name",
              "cilium",
              Expectation.of("default-certificate-served"),
              CertificateScenarios::defaultCertificate),
          PlannedScenario.of(
              "address-in-url",
              "the server is asked for by its address, not by a name",
              "",
              Expectation.of("certificate-lacks-address")
                  .besides("upstream-sni-follows-downstream-sni"),
              CertificateScenarios::addressInUrl),
          PlannedScenario.of(
              "key-usage",
              "an RSA certificate that may not sign, with ECDHE",
              "cilium",
              Expectation.of("upstream-key-usage-rejected"),
              CertificateScenarios::keyUsage),
          PlannedScenario.of(
              "certificate-request-too-big",
              "the server names hundreds of client authorities",
              "cilium",
              Expectation.of("certificate-request-too-big"),
              CertificateScenarios::hugeRequest),
          PlannedScenario.of(
              "clock-skew",
              "the certificate is valid from a minute ahead on",
              "cilium",
              Expectation.of("certificate-not-yet-valid"),
              CertificateScenarios::clockSkew),
          PlannedScenario.of(
              "incomplete-chain-bare",
              "as incomplete-chain; nothing tells of the intermediate",
              "cilium",
              Expectation.of("incomplete-chain").captured("upstream-bundle-lacks-issuer"),
              CertificateScenarios::bareLeaf),
          PlannedScenario.of(
              "expired-tls12",
              "the certificate has expired, TLS 1.2",
              "cilium",
              Expectation.of("certificate-expired"),
              CertificateScenarios::expired),
          PlannedScenario.of(
              "wrong-name-tls12",
              "the certificate is for another name, TLS 1.2",
              "cilium",
              Expectation.of("certificate-wrong-name"),
              CertificateScenarios::wrongName));

  private CertificateScenarios() {}

  private static UnaryOperator<SslContextBuilder> demanding(Lab lab) {
    return builder ->
        builder.trustManager(lab.authority().certificate()).clientAuth(ClientAuth.REQUIRE);
  }

  private static void strictX509(Lab lab) throws IOException {
    Target web = lab.healthy("web", lab.host("artii.example.test"));
    LabAuthority inspection = LabAuthority.careless("old inspection CA");
    lab.clientTrusts(inspection.certificate());
    Credential leaf = LabCertificate.of(web.host()).withoutIdentifiers().by(inspection);
    LabInterceptor proxy = lab.interceptor();
    proxy.intercept(
        web.host(),
        TlsTerms.http1(leaf, ProtocolVersion.TLS_1_2, builder -> builder),
        web.address());
    lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of(web.name()));
  }

  private static void interceptorDemands(Lab lab, ProtocolVersion version) throws IOException {
    Target web = lab.healthy("web", lab.host("artii.example.test"));
    LabInterceptor proxy = lab.interceptor();
    proxy.intercept(
        web.host(),
        TlsTerms.http1(lab.authority().issue(web.host()), version, demanding(lab)),
        web.address());
    lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of());
  }

  private static void clientCertificate(Lab lab) throws IOException {
    String host = lab.host("mtls.example.test");
    TlsTerms terms =
        TlsTerms.of(lab.authority().issue(host), List.of(ProtocolVersion.TLS_1_3), demanding(lab));
    lab.serve(
        LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
        host,
        false,
        "refuses clients without a certificate of the lab CA");
    lab.clientShows(lab.authority().issue(lab.host("client.example.test")));
  }

  private static Reaction tls12(Credential credential) throws IOException {
    return new Reaction.Serve(TlsTerms.of(credential, TLS_1_2));
  }

  private static void defaultCertificate(Lab lab) throws IOException {
    Credential fake =
        LabCertificate.of("ingress.local")
            .subject("CN=Kubernetes Ingress Controller Fake Certificate, O=Acme Co")
            .bySelf();
    lab.serveInVain(
        LabServer.web("ingress", HelloPolicy.always(tls12(fake))),
        lab.host("shop.example.test"),
        "shows the controller's fake certificate");
  }

  private static void addressInUrl(Lab lab) throws IOException {
    Credential named = lab.authority().issue(lab.host("internal.example.test"));
    lab.serveInVain(
        LabServer.web("web", HelloPolicy.always(tls12(named))),
        Loopback.ADDRESS,
        "has a certificate for its name only");
  }

  private static void keyUsage(Lab lab) throws IOException {
    String host = lab.host("old-rsa.example.test");
    Credential leaf =
        LabCertificate.of(host).rsa().keyUsage(KeyUsage.keyEncipherment).by(lab.authority());
    lab.serve(
        LabServer.web("web", HelloPolicy.always(tls12(leaf))),
        host,
        false,
        "works with OpenSSL, not with BoringSSL");
  }

  private static void hugeRequest(Lab lab) throws IOException {
    String host = lab.host("mtls.example.test");
    List<X509Certificate> authorities = new ArrayList<>(List.of(lab.authority().certificate()));
    String filler = "Certification Practice Statement and Liability Disclaimer Incorporated";
    for (int i = 0; i < MANY_AUTHORITIES; i++) {
      authorities.add(lab.authority().renamed("CN=Public root %d, O=%s".formatted(i, filler)));
    }
    TlsTerms terms =
        TlsTerms.of(
            lab.authority().issue(host),
            TLS_1_2,
            builder -> builder.trustManager(authorities).clientAuth(ClientAuth.OPTIONAL));
    lab.serve(
        LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
        host,
        false,
        "asks for a certificate of hundreds of authorities, and takes none too");
  }

  private static void clockSkew(Lab lab) throws IOException {
    String host = lab.host("fresh.example.test");
    Instant soon = Instant.now().plus(Duration.ofMinutes(1));
    LeafSpec spec =
        LeafSpec.of(List.of(host), Instant.now()).valid(soon, soon.plus(Duration.ofDays(1)));
    lab.serveInVain(
        LabServer.web("web", HelloPolicy.always(tls12(lab.authority().issue(spec)))),
        host,
        "refused for a minute: not valid yet");
  }

  private static void bareLeaf(Lab lab) throws IOException {
    String host = lab.host("chain.example.test");
    LabAuthority intermediate = lab.authority().intermediate("second level CA");
    Credential whole = intermediate.issue(host);
    lab.serve(
        LabServer.web(
            "web",
            HelloPolicy.always(
                lab.with(new Credential(whole.key(), List.of(whole.certificate()))))),
        host,
        false,
        "accepted only by who has the intermediate already, as the client here");
    lab.clientTrusts(intermediate.certificate());
  }

  private static void expired(Lab lab) throws IOException {
    String host = lab.host("old.example.test");
    Instant end = Instant.now().minus(Duration.ofDays(3));
    LeafSpec spec =
        LeafSpec.of(List.of(host), Instant.now()).valid(end.minus(Duration.ofDays(90)), end);
    lab.serveInVain(
        LabServer.web("web", HelloPolicy.always(tls12(lab.authority().issue(spec)))),
        host,
        "refused by every client: expired");
  }

  private static void wrongName(Lab lab) throws IOException {
    lab.serveInVain(
        LabServer.web(
            "web",
            HelloPolicy.always(tls12(lab.authority().issue(lab.host("other.example.test"))))),
        lab.host("bad.example.test"),
        "refused by every client: the certificate is for another name");
  }
}
