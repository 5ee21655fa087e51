package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.x509.Credential;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeafCertificatesTest {
  private static final Instant NOW = Instant.now();

  private final LeafCertificates leaves =
      new LeafCertificates(Optional.of(ProxyFixture.INTERNAL), Map.of());

  @Test
  void keepsOnlySoMany() {
    String first = leaves.prepare("h0.test", false, NOW).alias();
    for (int i = 1; i <= LeafCertificates.KEPT; i++) {
      leaves.prepare("h" + i + ".test", false, NOW);
    }
    assertEquals(LeafCertificates.KEPT, leaves.size());
    assertNull(leaves.getCertificateChain(first));
    assertEquals(Optional.empty(), leaves.known("h0.test", false, NOW));
    assertTrue(leaves.known("h1.test", false, NOW).isPresent());
  }

  @Test
  void keepsWhatIsUsed() {
    String used = leaves.prepare("used.test", false, NOW).alias();
    for (int i = 0; i < LeafCertificates.KEPT + 100; i++) {
      leaves.prepare("h" + i + ".test", false, NOW);
      assertTrue(leaves.known("used.test", false, NOW).isPresent());
    }
    assertEquals(2, leaves.getCertificateChain(used).length);
  }

  /** The TLS library asks for all it keeps when it is full, in no order. */
  @Test
  void lookingThroughAllIsNoUse() {
    List<String> aliases = new ArrayList<>();
    for (int i = 0; i < LeafCertificates.KEPT; i++) {
      aliases.add(leaves.prepare("h" + i + ".test", false, NOW).alias());
    }
    String last = aliases.remove(LeafCertificates.KEPT - 1);
    aliases.forEach(leaves::getCertificateChain);
    leaves.prepare("more.test", false, NOW);
    assertNotNull(leaves.getCertificateChain(last), "the one made last is not the oldest");
  }

  @Test
  void comesBackForItsHandshake() {
    LeafCertificates.Leaf leaf = leaves.prepare("a.test", false, NOW);
    for (int i = 0; i < LeafCertificates.KEPT; i++) {
      leaves.prepare("h" + i + ".test", false, NOW);
    }
    assertNull(leaves.getCertificateChain(leaf.alias()));
    leaves.use(leaf);
    assertNotNull(leaves.getCertificateChain(leaf.alias()));
    assertEquals(Optional.of(leaf), leaves.known("a.test", false, NOW));
    assertEquals(LeafCertificates.KEPT, leaves.size());
  }

  /** The TLS library keeps a certificate under its alias for good. */
  @Test
  void renewedOneHasANameOfItsOwn() {
    String before = leaves.prepare("a.test", false, NOW).alias();
    String after = leaves.prepare("a.test", false, NOW.plus(Duration.ofDays(7))).alias();
    assertNotEquals(before, after);
    assertNotNull(leaves.getCertificateChain(before), "a handshake may be under way");
  }

  @Test
  void sharesOneKey() {
    String one = leaves.prepare("one.test", false, NOW).alias();
    String two = leaves.prepare("10.0.0.1", false, NOW).alias();
    assertSame(leaves.getPrivateKey(one), leaves.getPrivateKey(two));
    assertEquals(
        "RSA", leaves.getPrivateKey(leaves.prepare("one.test", true, NOW).alias()).getAlgorithm());
  }

  @Test
  void renewsWhatIsAboutToExpire() {
    leaves.prepare("a.test", false, NOW);
    assertTrue(leaves.known("a.test", false, NOW.plus(Duration.ofDays(6))).isPresent());
    assertEquals(Optional.empty(), leaves.known("a.test", false, NOW.plus(Duration.ofDays(7))));
  }

  @Test
  void prefersGivenCertificates() {
    Credential exact = ProxyFixture.server("www.given.test");
    Credential wild = ProxyFixture.server("*.given.test");
    LeafCertificates given =
        new LeafCertificates(
            Optional.empty(), Map.of("www.given.test", exact, "*.given.test", wild));
    String one = given.prepare("www.given.test", false, NOW).alias();
    String two = given.prepare("api.given.test", false, NOW).alias();
    assertSame(exact.key(), given.getPrivateKey(one));
    assertSame(wild.key(), given.getPrivateKey(two));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> given.prepare("else.test", false, NOW));
    assertEquals("no certificate is given for else.test", e.getMessage());
    Credential any = ProxyFixture.server("any.test");
    LeafCertificates all = new LeafCertificates(Optional.empty(), Map.of("*", any));
    assertSame(any.key(), all.getPrivateKey(all.prepare("else.test", false, NOW).alias()));
  }
}
