package dev.tlsdiag.x509;

import static dev.tlsdiag.x509.SampleCertificates.NOW;
import static dev.tlsdiag.x509.SampleCertificates.authority;
import static dev.tlsdiag.x509.SampleCertificates.leaf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.x509.ChainProblem.Kind;
import dev.tlsdiag.x509.SampleCertificates.Party;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerVerifierTest {
  private static final Party ROOT = Party.named("Root");
  private static final Party MIDDLE = Party.named("Middle");
  private static final Party SERVER = Party.named("server");
  private static final X509Certificate ROOT_CERTIFICATE = authority(ROOT, ROOT, 1);
  private static final X509Certificate MIDDLE_CERTIFICATE = authority(ROOT, MIDDLE, 0);
  private static final X509Certificate LEAF = leaf(MIDDLE, SERVER, "app.test", "*.b.test");
  private static final List<X509Certificate> CHAIN = List.of(LEAF, MIDDLE_CERTIFICATE);

  private static String problem(List<X509Certificate> chain, X509Certificate... anchors) {
    return problem(chain, "app.test", anchors);
  }

  private static String problem(
      List<X509Certificate> chain, String name, X509Certificate... anchors) {
    TrustAnchors trusted = new TrustAnchors("test.pem", List.of(anchors));
    return PeerVerifier.verify(chain, Optional.of(name), "URL", trusted, NOW, true)
        .problem()
        .map(found -> found.kind().label() + " " + found.depth() + ": " + found.message())
        .orElse("none");
  }

  @Test
  void acceptsAnyOrderWithOrWithoutTheRoot() {
    assertEquals("none", problem(CHAIN, ROOT_CERTIFICATE));
    assertEquals(
        "none", problem(List.of(LEAF, ROOT_CERTIFICATE, MIDDLE_CERTIFICATE), ROOT_CERTIFICATE));
  }

  @Test
  void acceptsAnAnchorAsLeafAndAnIntermediateAsAnchor() {
    assertEquals("none", problem(List.of(LEAF), LEAF));
    assertEquals("none", problem(List.of(LEAF), MIDDLE_CERTIFICATE));
  }

  @Test
  void noCertificate() {
    assertEquals("no-certificate 0: the peer sent no certificate", problem(List.of()));
  }

  @Test
  void selfSigned() {
    assertEquals(
        "self-signed 0: the certificate 'CN=server' is self-signed and not in the trust store"
            + " (test.pem)",
        problem(List.of(leaf(SERVER, SERVER, "app.test")), ROOT_CERTIFICATE));
  }

  @Test
  void incompleteChain() {
    assertEquals(
        "incomplete-chain 0: the issuer 'CN=Middle' of the certificate was neither sent nor is it"
            + " in the trust store (test.pem)",
        problem(List.of(LEAF), ROOT_CERTIFICATE));
  }

  @Test
  void untrustedRoot() {
    assertEquals(
        "untrusted-root 2: the chain ends at the root 'CN=Root', which is not in the trust store"
            + " (test.pem)",
        problem(List.of(LEAF, MIDDLE_CERTIFICATE, ROOT_CERTIFICATE)));
    assertEquals(
        "untrusted-root 1: the issuer 'CN=Root' of the last certificate was neither sent nor is it"
            + " in the trust store (test.pem)",
        problem(CHAIN));
  }

  @Test
  void rootMadeAnew() {
    Party again = Party.named("Root");
    X509Certificate other = authority(again, again, 1);
    assertEquals(
        "untrusted-root 1: the issuer 'CN=Middle' was not signed by the key of the 'CN=Root' in the"
            + " trust store (test.pem), which is another one",
        problem(CHAIN, other));
    assertEquals(
        "untrusted-root 2: the chain ends at the root 'CN=Root', which is not in the trust store"
            + " (test.pem); an authority of that name with another key is",
        problem(List.of(LEAF, MIDDLE_CERTIFICATE, ROOT_CERTIFICATE), other));
  }

  @Test
  void badSignature() {
    Party impostor = Party.named("Middle");
    assertEquals(
        "bad-signature 0: the certificate was not signed by the key of the 'CN=Middle' that was sent"
            + " with it",
        problem(List.of(leaf(impostor, SERVER, "app.test"), MIDDLE_CERTIFICATE), ROOT_CERTIFICATE));
  }

  @Test
  void expiredIntermediate() {
    var old =
        authority(ROOT, MIDDLE, 0, NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(2)));
    assertEquals(
        "expired 1: the issuer 'CN=Middle' expired at 2026-04-29T12:00:00Z; it is"
            + " 2026-05-01T12:00:00Z",
        problem(List.of(LEAF, old), ROOT_CERTIFICATE));
    assertEquals(
        "none",
        problem(List.of(LEAF, old, MIDDLE_CERTIFICATE), ROOT_CERTIFICATE),
        "another path is valid");
  }

  @Test
  void notYetValidRoot() {
    var early =
        authority(ROOT, ROOT, 1, NOW.plus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(2)));
    assertEquals(
        "not-yet-valid 2: the issuer 'CN=Root' is valid from 2026-05-01T13:00:00Z on; it is"
            + " 2026-05-01T12:00:00Z",
        problem(CHAIN, early));
  }

  @Test
  void issuersThatMayNotIssue() {
    assertEquals(
        "not-an-authority 1: the issuer 'CN=Middle' is no authority (basicConstraints is missing or"
            + " says CA:FALSE)",
        problem(List.of(LEAF, authority(ROOT, MIDDLE, -1)), ROOT_CERTIFICATE));
    assertEquals(
        "not-an-authority 2: the issuer 'CN=Root' allows 0 authorities below it, the chain has 1",
        problem(CHAIN, authority(ROOT, ROOT, 0)));
  }

  @Test
  void namesTheNameConstraints() {
    CertificateAuthority constrained =
        CertificateAuthorityTest.authority("corp.test", "10.0.0.0/8");
    List<X509Certificate> chain = constrained.issue(LeafSpec.of(List.of("app.test"), NOW)).chain();
    assertEquals(
        "name-constraints 1: the issuer 'CN=Test CA,O=tlsdiag' may not issue for 'app.test'"
            + " (permitted: corp.test, 10.0.0.0/8; excluded: ::/0)",
        problem(chain, constrained.certificate()));
  }

  @Test
  void certificateForClients() {
    var client = leaf(MIDDLE, SERVER, KeyPurposeId.id_kp_clientAuth, List.of("app.test"));
    assertEquals(
        "key-usage 0: the certificate is not for servers (extendedKeyUsage lacks serverAuth)",
        problem(List.of(client, MIDDLE_CERTIFICATE), ROOT_CERTIFICATE));
  }

  @Test
  void commonNameIsNoName() {
    assertEquals(
        "no-san 0: the certificate 'CN=server' has no subjectAltName, so it is for no name; asked"
            + " for 'server' (URL)",
        problem(List.of(leaf(MIDDLE, SERVER), MIDDLE_CERTIFICATE), "server", ROOT_CERTIFICATE));
  }

  @Test
  void nameMismatchShowsAllNames() {
    assertEquals(
        "name-mismatch 0: the certificate is for 'app.test', '*.b.test', not for 'x.y.b.test'"
            + " (URL)",
        problem(CHAIN, "x.y.b.test", ROOT_CERTIFICATE));
  }

  @Test
  void chainComesBeforeTheName() {
    assertTrue(problem(CHAIN, "other.test").startsWith("untrusted-root"));
  }

  @Test
  void noNameIsChecked() {
    TrustAnchors anchors = new TrustAnchors("test.pem", List.of(ROOT_CERTIFICATE));
    Verification found = PeerVerifier.verify(CHAIN, Optional.empty(), "none", anchors, NOW, false);
    assertEquals(
        new Verification(
            Optional.empty(),
            "none",
            "test.pem",
            false,
            Optional.empty(),
            Optional.of(ROOT_CERTIFICATE)),
        found);
  }

  /** Each of forty authorities of one name signed each other: the search has to end. */
  @Test
  void hostileChainEnds() {
    Party one = Party.named("Loop");
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(leaf(one, SERVER, "app.test"));
    Party other = Party.named("Pool");
    for (int i = 0; i < 20; i++) {
      chain.add(authority(one, other, 5));
      chain.add(authority(other, one, 5));
    }
    assertTrue(problem(chain, ROOT_CERTIFICATE).startsWith("untrusted-root"));
  }

  @ParameterizedTest(name = "{0} covers {1}: {2}")
  @CsvSource({
    "a.test,          a.test,          true",
    "a.test,          A.Test.,         true",
    "*.a.test,        b.a.test,        true",
    "*.a.test,        a.test,          false",
    "*.a.test,        c.b.a.test,      false",
    "*.a.test,        .a.test,         false",
    "b*.a.test,       bc.a.test,       false",
    "*,               test,            false",
    "*.0.0.1,         127.0.0.1,       false",
    "127.0.0.1,       127.0.0.1,       true",
    "::1,             [0:0::1],        true",
    "127.0.0.1,       127.0.0.2,       false",
    "xn--bcher-kva.test, bücher.test,  true",
  })
  void matchesNames(String presented, String asked, boolean covers) {
    assertEquals(covers, SubjectName.reference(presented).covers(SubjectName.reference(asked)));
  }

  @Test
  void garbageIsForNobody() {
    assertFalse(SubjectName.reference("\u0000\ud800").covers(SubjectName.reference("a.test")));
    assertEquals(Kind.NAME_MISMATCH, PeerVerifier.nameProblem(LEAF, "", "SNI").get().kind());
  }
}
