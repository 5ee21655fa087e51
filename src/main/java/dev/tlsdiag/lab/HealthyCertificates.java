package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.LeafSpec;
import io.netty.handler.ssl.ClientAuth;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Scenarios of certificates that look odd and are well. */
final class HealthyCertificates {
  private static final List<ProtocolVersion> TLS_1_2 = List.of(ProtocolVersion.TLS_1_2);

  static final Scenario TWO_CERTIFICATES =
      healthy(
          "two-certificates",
          "an RSA certificate for some clients, ECDSA for others",
          HealthyCertificates::twoCertificates);
  static final Scenario ODD_CHAIN =
      healthy(
          "odd-chain-order",
          "a cross-signed chain in odd order, and more in it",
          HealthyCertificates::oddChain);
  static final Scenario UPPER_CASE =
      healthy(
          "upper-case-wildcard",
          "a wildcard certificate in upper case",
          HealthyCertificates::upperCase);
  static final Scenario ADDRESS =
      PlannedScenario.of(
          "address-in-certificate",
          "asked for by its address, which the certificate has",
          "",
          Expectation.healthy(),
          HealthyCertificates::address);

  /**
   * Valid is valid: meshes renew certificates of a day or an hour in time, so that a short rest is
   * no warning here. That is for checks with a limit of their own.
   */
  static final Scenario LAST_DAY =
      healthy("last-day", "the certificate has some hours left", HealthyCertificates::lastDay);

  static final Scenario MAY_ASK =
      healthy(
          "certificate-optional",
          "the server asks for a client certificate and needs none",
          HealthyCertificates::mayAsk);

  private HealthyCertificates() {}

  private static Scenario healthy(String name, String summary, Lab.Plan plan) {
    return PlannedScenario.of(name, summary, "cilium", Expectation.healthy(), plan);
  }

  private static Reaction tls12(Credential credential) throws IOException {
    return new Reaction.Serve(TlsTerms.of(credential, TLS_1_2));
  }

  private static void twoCertificates(Lab lab) throws IOException {
    String host = lab.host("both.example.test");
    Reaction rsa =
        tls12(
            LabCertificate.of(host)
                .rsa()
                .keyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
                .by(lab.authority()));
    Reaction ecdsa = tls12(lab.authority().issue(host));
    lab.serve(
        LabServer.web("web", hello -> hello.supportedVersions().isEmpty() ? rsa : ecdsa),
        host,
        false,
        "shows old clients another certificate");
  }

  private static void oddChain(Lab lab) throws IOException {
    String host = lab.host("cross.example.test");
    LabAuthority young = LabAuthority.root("young root");
    LabAuthority intermediate = young.intermediate("issuing CA");
    Credential whole = intermediate.issue(host);
    List<X509Certificate> others = new ArrayList<>(whole.chain().subList(1, whole.chain().size()));
    others.add(young.crossSignedBy(lab.authority()));
    others.add(LabAuthority.root("retired root").certificate());
    others.add(lab.authority().certificate());
    Collections.reverse(others);
    List<X509Certificate> sent = new ArrayList<>(List.of(whole.certificate()));
    sent.addAll(others);
    lab.serve(
        LabServer.web("web", HelloPolicy.always(tls12(new Credential(whole.key(), sent)))),
        host,
        false,
        "answers as it should");
  }

  private static void upperCase(Lab lab) throws IOException {
    String host = lab.host("shop.example.test");
    String wildcard = "*" + host.substring(host.indexOf('.'));
    lab.serve(
        LabServer.web(
            "web",
            HelloPolicy.always(tls12(lab.authority().issue(wildcard.toUpperCase(Locale.ROOT))))),
        host,
        false,
        "answers as it should");
  }

  private static void address(Lab lab) throws IOException {
    lab.serve(
        LabServer.web("web", HelloPolicy.always(tls12(lab.authority().issue(Loopback.ADDRESS)))),
        Loopback.ADDRESS,
        false,
        "answers as it should");
  }

  private static void lastDay(Lab lab) throws IOException {
    String host = lab.host("short.example.test");
    Instant now = Instant.now();
    LeafSpec spec =
        LeafSpec.of(List.of(host), now).valid(now.minusSeconds(60), now.plus(Duration.ofHours(20)));
    lab.serve(
        LabServer.web("web", HelloPolicy.always(tls12(lab.authority().issue(spec)))),
        host,
        false,
        "answers as it should");
  }

  private static void mayAsk(Lab lab) throws IOException {
    String host = lab.host("maybe.example.test");
    TlsTerms terms =
        TlsTerms.of(
            lab.authority().issue(host),
            List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2),
            builder ->
                builder
                    .trustManager(lab.authority().certificate())
                    .clientAuth(ClientAuth.OPTIONAL));
    lab.serve(
        LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
        host,
        false,
        "answers as it should");
  }
}
