package dev.tlsdiag.mesh.policy.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.x509.SampleCertificates;
import dev.tlsdiag.x509.SampleCertificates.Party;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.YamlText;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Policies together with secrets that have certificates. */
class CertificateLintsTest {
  private static final Party CA = Party.named("interception");
  private static final Party LEAF = Party.named("leaf");
  private static final Party PUBLIC = Party.named("public");
  private static final X509Certificate AUTHORITY = SampleCertificates.authority(CA, CA, 3);
  private static final X509Certificate PUBLIC_CA = SampleCertificates.authority(PUBLIC, PUBLIC, 3);

  private Instant now = SampleCertificates.NOW;
  private CiliumVersion version = CiliumVersion.NEWEST;
  private Optional<TrustAnchors> trust = Optional.empty();

  private static String pem(X509Certificate... certificates) {
    return Stream.of(certificates).map(CertificateLintsTest::pem).collect(Collectors.joining());
  }

  private static String pem(X509Certificate certificate) {
    try {
      return block("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  private static String pem(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  private static String secret(String kind, String name, Map<String, String> values) {
    StringBuilder yaml = new StringBuilder("---\napiVersion: v1\nkind: " + kind + "\n");
    yaml.append("metadata: {name: %s, namespace: kube-system}\n".formatted(name));
    yaml.append("data:\n");
    values.forEach(
        (key, value) -> {
          byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
          if (kind.equals("Secret")) {
            yaml.append("  %s: %s\n".formatted(key, Base64.getEncoder().encodeToString(bytes)));
          } else {
            yaml.append("  %s: |\n%s".formatted(key, value.indent(4)));
          }
        });
    return yaml.toString();
  }

  private static String terminating(X509Certificate certificate) {
    return secret("Secret", "t", Map.of("tls.crt", pem(certificate), "tls.key", pem(LEAF.key())));
  }

  private static String originating(X509Certificate... bundle) {
    return secret("Secret", "o", Map.of("ca.crt", pem(bundle)));
  }

  private static String policy(String peers, String more) {
    return """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: web, namespace: shop}
        spec:
          endpointSelector: {}
          egress:
          - toFQDNs: [%s]
            toPorts:
            - ports: [{port: "443", protocol: TCP}]
              terminatingTLS: {secret: {namespace: kube-system, name: t}}
              originatingTLS: {secret: {namespace: kube-system, name: o}}
              %s
          - toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchPattern: "*"}]}}]
        """
        .formatted(peers, more);
  }

  private List<LintFinding> findings(String... texts) {
    Manifests manifests = Manifests.of(new YamlText("all.yaml", String.join("", texts)));
    assertEquals(List.of(), manifests.problems());
    return Linters.lint(
        List.of(manifests), new LintSubject(manifests.resources(), now, version, trust));
  }

  /** Notes about strict clients aside. */
  private List<String> lint(String... texts) {
    return findings(texts).stream()
        .filter(f -> f.level() != LintLevel.NOTE)
        .map(f -> f.level().label() + "[" + f.name() + "] " + f.message())
        .toList();
  }

  private List<String> covering(String names, String more, String... sans) {
    return lint(
        policy(names, more),
        terminating(SampleCertificates.leaf(CA, LEAF, sans)),
        originating(PUBLIC_CA));
  }

  private static final String ALL = "rules: {http: [{}]}";

  @Test
  void whatFitsIsHealthy() {
    assertEquals(List.of(), covering("{matchName: a.example}", ALL, "a.example"));
    assertEquals(List.of(), covering("{matchName: A.example.}", ALL, "*.example"));
    assertEquals(List.of(), covering("{matchPattern: '*.a.example'}", ALL, "*.a.example"));
    assertEquals(List.of(), covering("{matchPattern: 'sub*.a.example'}", ALL, "*.a.example"));
  }

  @Test
  void namesThatTheCertificateIsNotForAreTold() {
    assertEquals(
        List.of(
            "error[certificate-does-not-cover-names] the certificate in kube-system/t is for 'a.example': not for 'b.example'"),
        covering("{matchName: a.example}, {matchName: b.example}", ALL, "a.example"));
    assertEquals(
        List.of(
            "error[certificate-does-not-cover-names] the certificate in kube-system/t is for 'a.example': for none of '*.b.example'"),
        covering("{matchPattern: '*.b.example'}", ALL, "a.example"));
    assertEquals(
        List.of(
            "warning[certificate-does-not-cover-names] the certificate in kube-system/t is for 'x.b.example': not for all of '*.b.example'"),
        covering("{matchPattern: '*.b.example'}", ALL, "x.b.example"));
    assertEquals(
        List.of(
            "warning[certificate-does-not-cover-names] the certificate in kube-system/t is for '*.b.example': no certificate can be for all of '**.b.example', for its wildcards stand for one label; it is for '*.b.example'"),
        covering("{matchPattern: '**.b.example'}", ALL, "*.b.example"));
    assertEquals(
        List.of(
            "error[certificate-does-not-cover-names] the certificate in kube-system/t is for '*.example': not for 'a.b.example'"),
        covering("{matchName: a.b.example}", ALL, "*.example"));
  }

  @Test
  void serverNamesAndHostsCountToo() {
    String both = "serverNames: [a.example]\n      " + ALL;
    assertEquals(List.of(), covering("{matchPattern: '*.example'}", both, "a.example"));
    assertEquals(1, covering("{matchPattern: '*.example'}", both, "b.example").size());
    assertEquals(
        List.of(
            "error[certificate-does-not-cover-names] the certificate in kube-system/t is for 'a.example': not for 'c.example'"),
        covering("{matchName: a.example}", "rules: {http: [{host: 'c[.]example'}]}", "a.example"));
  }

  /** {@code openssl req} and {@code openssl x509 -req} with a common name and nothing else. */
  @Test
  void aCertificateWithACommonNameAloneIsForNoName() {
    List<String> told =
        lint(
            policy("{matchName: a.example}", ALL),
            terminating(SampleCertificates.leaf(CA, LEAF)),
            originating(PUBLIC_CA));
    assertEquals(
        List.of(
            "error[certificate-without-san] the certificate 'CN=leaf' has no subjectAltName, so it is for no name; clients do not look at the common name"),
        told);
  }

  @Test
  void aKeyOfAnotherCertificateIsTold() {
    String other =
        secret(
            "Secret",
            "t",
            Map.of(
                "tls.crt",
                pem(SampleCertificates.leaf(CA, LEAF, "a.example")),
                "tls.key",
                pem(CA.key())));
    List<LintFinding> told =
        findings(policy("{matchName: a.example}", ALL), other, originating(PUBLIC_CA));
    assertTrue(
        told.stream()
            .anyMatch(
                f ->
                    f.name().equals("secret-key-does-not-match")
                        && f.message()
                            .equals("the key does not belong to the certificate 'CN=leaf'")),
        told.toString());
    assertFalse(told.toString().contains("PRIVATE KEY"));
  }

  @Test
  void timeIsAnInput() {
    String material = terminating(SampleCertificates.leaf(CA, LEAF, "a.example"));
    String policy = policy("{matchName: a.example}", ALL);
    now = SampleCertificates.NOW.plus(Duration.ofDays(2));
    assertEquals(
        List.of(
            "error[certificate-time] the certificate 'CN=leaf' expired at 2026-05-02T12:00:00Z",
            "error[certificate-time] the certificate 'CN=public' expired at 2026-05-02T12:00:00Z"),
        lint(policy, material, originating(PUBLIC_CA)));
    now = SampleCertificates.NOW.minus(Duration.ofDays(2));
    assertEquals(
        List.of(
            "error[certificate-time] the certificate 'CN=leaf' is valid from 2026-04-30T12:00:00Z on",
            "error[certificate-time] the certificate 'CN=public' is valid from 2026-04-30T12:00:00Z on"),
        lint(policy, material, originating(PUBLIC_CA)));
    X509Certificate ends =
        SampleCertificates.authority(
            PUBLIC,
            PUBLIC,
            3,
            SampleCertificates.NOW.minus(Duration.ofDays(300)),
            SampleCertificates.NOW.plus(Duration.ofDays(10)));
    now = SampleCertificates.NOW;
    assertEquals(
        List.of(
            "warning[certificate-time] the certificate 'CN=public' expires at 2026-05-11T12:00:00Z"),
        lint(policy, material, originating(ends)));
  }

  @Test
  void aLeafThatClientsDoNotTrustIsTold() {
    String policy = policy("{matchName: a.example}", ALL);
    String material = terminating(SampleCertificates.leaf(CA, LEAF, "a.example"));
    trust = Optional.of(new TrustAnchors("pods.pem", List.of(AUTHORITY)));
    assertEquals(List.of(), lint(policy, material, originating(PUBLIC_CA)));
    trust = Optional.of(new TrustAnchors("pods.pem", List.of(PUBLIC_CA)));
    assertEquals(
        List.of(
            "error[certificate-not-trusted] the issuer 'CN=interception' of the certificate was neither sent nor is it in the trust store (pods.pem)"),
        lint(policy, material, originating(PUBLIC_CA)));
    trust = Optional.empty();
    String map = secret("ConfigMap", "pods", Map.of("ca-bundle.crt", pem(PUBLIC_CA)));
    assertEquals(
        List.of(
            "warning[certificate-not-trusted] the issuer 'CN=interception' of the certificate was neither sent nor is it in the trust store (the ConfigMaps among the files)"),
        lint(policy, material, originating(PUBLIC_CA), map));
    map = secret("ConfigMap", "pods", Map.of("ca-bundle.crt", pem(AUTHORITY)));
    assertEquals(List.of(), lint(policy, material, originating(PUBLIC_CA), map));
  }

  @Test
  void aBundleThatLacksTheIssuerOfAKnownDestinationIsTold() {
    Party server = Party.named("server");
    String destination =
        secret(
            "Secret",
            "destination",
            Map.of(
                "tls.crt",
                pem(SampleCertificates.leaf(PUBLIC, server, "a.example")),
                "tls.key",
                pem(server.key())));
    String policy = policy("{matchName: a.example}", ALL);
    String material = terminating(SampleCertificates.leaf(CA, LEAF, "a.example"));
    assertEquals(List.of(), lint(policy, material, originating(PUBLIC_CA), destination));
    X509Certificate third = SampleCertificates.authority(server, server, 1);
    assertEquals(
        List.of(
            "error[originating-bundle-lacks-issuer] the destination's certificate in kube-system/destination: the issuer 'CN=public' of the certificate was neither sent nor is it in the trust store (kube-system/o)"),
        lint(policy, material, originating(third), destination));
  }

  @Test
  void theCaOfTheInterceptionIsNotThatOfTheDestination() {
    assertEquals(
        List.of(
            "warning[originating-bundle-lacks-issuer] the only CA for the destination is 'CN=interception', which signed the certificate for the pods"),
        lint(
            policy("{matchName: a.example}", ALL),
            terminating(SampleCertificates.leaf(CA, LEAF, "a.example")),
            originating(AUTHORITY)));
  }

  @Test
  void caInATerminatingSecretDependsOnTheVersion() {
    String policy = policy("{matchName: a.example}", ALL);
    String material =
        secret(
            "Secret",
            "t",
            Map.of(
                "ca.crt",
                pem(AUTHORITY),
                "tls.crt",
                pem(SampleCertificates.leaf(CA, LEAF, "a.example")),
                "tls.key",
                pem(LEAF.key())));
    assertEquals(List.of(), lint(policy, material, originating(PUBLIC_CA)));
    assertTrue(
        findings(policy, material, originating(PUBLIC_CA)).stream()
            .anyMatch(f -> f.name().equals("secret-terminating-has-ca")));
    version = CiliumVersion.of(1, 15);
    assertEquals(
        List.of(
            "error[secret-terminating-has-ca] 'ca.crt' in a terminating secret: up to Cilium 1.15 the proxy asks pods for a certificate, and they fail after the handshake"),
        lint(policy, material, originating(PUBLIC_CA)));
  }

  @Test
  void valuesThatAreNoCertificatesAreTold() {
    String twice =
        Base64.getEncoder().encodeToString(pem(PUBLIC_CA).getBytes(StandardCharsets.US_ASCII));
    List<LintFinding> told =
        findings(
            policy("{matchName: a.example}", ALL),
            secret("Secret", "t", Map.of("tls.crt", "nothing", "tls.key", "nothing")),
            secret("Secret", "o", Map.of("ca.crt", twice)));
    assertEquals(
        List.of(
            "'ca.crt' holds no certificate in PEM Optional[it is base64 twice]",
            "'tls.crt' holds no certificate in PEM Optional.empty"),
        told.stream()
            .filter(f -> f.name().equals("certificate-unreadable"))
            .map(f -> f.message() + " " + f.likely())
            .sorted()
            .toList());
  }

  @Test
  void whatWasRedactedIsNotMissing() {
    String redacted =
        "---\napiVersion: v1\nkind: Secret\nmetadata: {name: t, namespace: kube-system}\n"
            + "stringData: {tls.crt: '[redacted]'}\ndata: {tls.key: W3JlZGFjdGVkXQ==}\n";
    assertEquals(
        List.of(), lint(policy("{matchName: a.example}", ALL), redacted, originating(PUBLIC_CA)));
  }
}
