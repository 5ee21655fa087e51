package dev.tlsdiag.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CertificateAuthorityTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);

  static CertificateAuthority authority(String... permitted) {
    return CertificateAuthority.create(
        new AuthoritySpec("Test CA", KeyType.EC_P256, YEAR, List.of(permitted)), NOW);
  }

  private static Optional<ChainProblem> problem(
      CertificateAuthority authority, List<X509Certificate> chain, String name) {
    TrustAnchors anchors = new TrustAnchors("test", List.of(authority.certificate()));
    return PeerVerifier.verify(chain, Optional.of(name), "test", anchors, NOW, true).problem();
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void issuesForEveryKindOfKey(KeyType type) {
    CertificateAuthority authority =
        CertificateAuthority.create(new AuthoritySpec("Test CA", type, YEAR, List.of()), NOW);
    LeafSpec spec = LeafSpec.of(List.of("app.example.test"), NOW).withKeyType(type);
    Credential leaf = authority.issue(spec);
    assertEquals(List.of(leaf.certificate(), authority.certificate()), leaf.chain());
    assertEquals(Optional.empty(), problem(authority, leaf.chain(), "app.example.test"));
  }

  @Test
  void leafSaysWhatStrictVerifiersWant() throws Exception {
    X509Certificate leaf =
        authority().issue(LeafSpec.of(List.of("*.App.example.test.", "::1"), NOW)).certificate();
    assertEquals(
        List.of(SubjectName.parse("*.app.example.test"), SubjectName.parse("::1")),
        SubjectName.of(leaf));
    assertEquals("CN=*.app.example.test,O=tlsdiag", leaf.getSubjectX500Principal().getName());
    assertEquals(Set.of("2.5.29.15", "2.5.29.19"), leaf.getCriticalExtensionOIDs());
    assertEquals(
        Set.of("2.5.29.14", "2.5.29.17", "2.5.29.35", "2.5.29.37"),
        leaf.getNonCriticalExtensionOIDs());
    assertEquals(-1, leaf.getBasicConstraints());
    assertEquals(List.of("1.3.6.1.5.5.7.3.1"), leaf.getExtendedKeyUsage());
    assertTrue(leaf.getSerialNumber().signum() > 0);
    assertTrue(leaf.getSerialNumber().toByteArray().length <= 20);
    assertEquals(NOW.minus(LeafSpec.BACKDATED), leaf.getNotBefore().toInstant());
    assertEquals(NOW.plus(LeafSpec.USUAL_VALIDITY), leaf.getNotAfter().toInstant());
  }

  @Test
  void longNameIsNoCommonName() {
    String name = "a".repeat(60) + ".example.test";
    Credential leaf = authority().issue(LeafSpec.of(List.of(name), NOW));
    assertEquals("O=tlsdiag", leaf.certificate().getSubjectX500Principal().getName());
    assertEquals(List.of(SubjectName.parse(name)), SubjectName.of(leaf.certificate()));
  }

  @Test
  void leafDoesNotOutliveItsAuthority() {
    LeafSpec spec =
        LeafSpec.of(List.of("a.test"), NOW)
            .valid(NOW.minus(Duration.ofDays(30)), NOW.plus(Duration.ofDays(4000)));
    CertificateAuthority authority = authority();
    X509Certificate leaf = authority.issue(spec).certificate();
    assertEquals(authority.certificate().getNotBefore(), leaf.getNotBefore());
    assertEquals(authority.certificate().getNotAfter(), leaf.getNotAfter());
  }

  @Test
  void expiredLeafCanBeMade() {
    LeafSpec spec =
        LeafSpec.of(List.of("a.test"), NOW)
            .valid(NOW.minus(Duration.ofDays(30)), NOW.minus(Duration.ofDays(20)));
    CertificateAuthority authority = authority();
    assertEquals(
        "the certificate expired at 2026-04-11T12:00:00Z; it is 2026-05-01T12:00:00Z",
        problem(authority, authority.issue(spec).chain(), "a.test").orElseThrow().message());
  }

  @Test
  void serialsDiffer() {
    CertificateAuthority authority = authority();
    KeyPair pair = KeyType.EC_P256.generate();
    LeafSpec spec = LeafSpec.of(List.of("a.test"), NOW);
    assertNotEquals(
        authority.issue(spec, pair).certificate().getSerialNumber(),
        authority.issue(spec, pair).certificate().getSerialNumber());
  }

  @ParameterizedTest(name = "{0}: {1} is permitted: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          example.test           | example.test     | true
          example.test           | a.b.example.test | true
          *.example.test         | a.example.test   | true
          example.test           | badexample.test  | false
          example.test           | other.test       | false
          example.test           | 127.0.0.1        | false
          example.test           | ::1              | false
          127.0.0.1              | 127.0.0.1        | true
          127.0.0.1              | 127.0.0.2        | false
          127.0.0.1              | ::1              | false
          127.0.0.1              | example.test     | false
          10.0.0.0/8             | 10.200.3.4       | true
          10.0.0.0/8             | 11.0.0.1         | false
          10.1.2.3/8             | 10.200.3.4       | true
          192.0.2.128/25         | 192.0.2.127      | false
          2001:db8::/32          | 2001:db8::5      | true
          2001:db8::/32          | 2001:db9::5      | false
          2001:db8::/32          | 10.0.0.1         | false
          """)
  void constrainsNames(String permitted, String name, boolean allowed) {
    CertificateAuthority authority = authority(permitted);
    List<X509Certificate> chain = authority.issue(LeafSpec.of(List.of(name), NOW)).chain();
    assertEquals(
        allowed ? Optional.empty() : Optional.of(ChainProblem.Kind.NAME_CONSTRAINTS),
        problem(authority, chain, name).map(ChainProblem::kind));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a..b.test         | 'a..b.test' has the label '', which no DNS name may have
          a*.test           | 'a*.test' has the label 'a*', which no DNS name may have
          *                 | '*' has the label '*', which no DNS name may have
          1.2.3.400         | '1.2.3.400' ends like an IP address and is none
          -a.test           | '-a.test' has the label '-a', which no DNS name may have
          """)
  void refusesNames(String name, String problem) {
    CertificateAuthority authority = authority();
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> authority.issue(LeafSpec.of(List.of(name), NOW)));
    assertEquals(problem, e.getMessage());
  }
}
