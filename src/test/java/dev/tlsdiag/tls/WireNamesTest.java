package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireNamesTest {
  @Test
  void namesCodes() {
    assertEquals("TLS_AES_128_GCM_SHA256", CipherSuite.of(0x1301).name());
    assertEquals("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", CipherSuite.of(0xcca8).name());
    assertEquals("0x1234", CipherSuite.of(0x1234).name());
    assertEquals("0x1301", CipherSuite.of(0x1301).hex());
    assertEquals("GREASE", CipherSuite.of(0x5a5a).name());
    assertEquals("X25519MLKEM768", NamedGroup.X25519MLKEM768.name());
    assertEquals("X25519Kyber768Draft00", NamedGroup.of(0x6399).name());
    assertEquals("mldsa87", SignatureScheme.of(0x0906).name());
    assertEquals("encrypted_client_hello", ExtensionType.of(0xfe0d).name());
    assertEquals("unrecognized_name", AlertDescription.of(112).name());
    assertEquals("unknown_123", AlertDescription.of(123).name());
    assertEquals("client_hello", HandshakeType.name(1));
    assertEquals("unknown_99", HandshakeType.name(99));
    assertEquals("alert", ContentType.name(21));
  }

  @Test
  void makesEachCodeOnce() {
    assertSame(CipherSuite.of(0xc02f), CipherSuite.of(0xc02f));
    assertEquals(new CipherSuite(0xc02f), CipherSuite.of(0xc02f));
    assertEquals(new CipherSuite(0x010080), CipherSuite.of(0x010080));
  }

  @Test
  void knowsTheSixteenGreaseValues() {
    int count = 0;
    for (int code = 0; code <= 0xffff; code++) {
      count += WireCode.isGrease(code) ? 1 : 0;
    }
    assertEquals(16, count);
    assertTrue(WireCode.isGrease(0x0a0a) && WireCode.isGrease(0xfafa));
    assertFalse(WireCode.isGrease(0x0a1a));
  }

  @ParameterizedTest
  @CsvSource({
    "0x0304, TLS 1.3, 1.3",
    "0x0301, TLS 1.0, 1.0",
    "0x0300, SSL 3.0, SSL 3.0",
    "0xfefd, DTLS 1.2, 1.2",
    "0x7f1c, TLS 1.3 draft 28, 1.3 draft 28",
    "0x1a1a, GREASE, GREASE",
    "0x0505, 0x0505, 0x0505"
  })
  void namesVersions(int code, String name, String shortText) {
    assertEquals(name, ProtocolVersion.of(code).name());
    assertEquals(shortText, ProtocolVersion.of(code).shortText());
  }

  @Test
  void ordersVersions() {
    assertTrue(ProtocolVersion.TLS_1_3.isNewerThan(ProtocolVersion.of(0x7f1c)));
    assertTrue(ProtocolVersion.of(0x7f1c).isNewerThan(ProtocolVersion.TLS_1_2));
    assertTrue(ProtocolVersion.DTLS_1_3.isNewerThan(ProtocolVersion.DTLS_1_2));
    assertTrue(ProtocolVersion.DTLS_1_0.isNewerThan(ProtocolVersion.of(0x0100)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cipher-suites.txt",
        "named-groups.txt",
        "signature-schemes.txt",
        "extension-types.txt"
      })
  void tablesNameEachCodeOnce(String resource) throws IOException {
    Set<String> codes = new HashSet<>();
    try (InputStream in = NameTable.class.getResourceAsStream(resource)) {
      assertNotNull(in);
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
        assertTrue(line.matches("(..)?[0-9a-f]{4} [\\w-]+"), line);
        assertTrue(codes.add(line.substring(0, line.indexOf(' '))), line);
      }
    }
    assertTrue(codes.size() > 40, resource);
  }
}
