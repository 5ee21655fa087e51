package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerHelloTest {
  @Test
  void readsTls13() throws MalformedMessageException {
    ServerHello hello = ServerHello.parse(Samples.body("server-hello-tls13"));

    assertEquals(0x0303, hello.legacyVersion());
    assertEquals(ProtocolVersion.TLS_1_3, hello.version());
    assertEquals("TLS_AES_256_GCM_SHA384", hello.cipherSuite().name());
    assertEquals(Optional.of(NamedGroup.X25519), hello.group());
    assertFalse(hello.isHelloRetryRequest());
    assertFalse(hello.resumesPsk());
    assertFalse(hello.downgradeSentinel());
  }

  @Test
  void readsTls12WithDowngradeSentinel() throws MalformedMessageException {
    ServerHello hello = ServerHello.parse(Samples.body("server-hello-tls12"));

    assertEquals(ProtocolVersion.TLS_1_2, hello.version());
    assertEquals(Optional.of("h2"), hello.alpnProtocol());
    assertTrue(hello.downgradeSentinel());
    assertEquals(Optional.empty(), hello.group());
  }

  @Test
  void readsHelloRetryRequest() throws MalformedMessageException {
    ServerHello hello = ServerHello.parse(Samples.body("hello-retry-request"));

    assertTrue(hello.isHelloRetryRequest());
    assertEquals(Optional.of(NamedGroup.SECP521R1), hello.group());
    assertEquals(
        new SelectedGroupExtension(NamedGroup.SECP521R1),
        hello.extension(ExtensionType.KEY_SHARE).orElseThrow().decode(hello.context()));
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18, 21})
  void readsDraftsWithoutSessionIdAndCompression(int draft) throws MalformedMessageException {
    String hex =
        "7f%02x".formatted(draft)
            + "11".repeat(32)
            + "1301"
            + "002c"
            + "00280024001d0020"
            + "22".repeat(32)
            + "00290000";

    ServerHello hello = ServerHello.parse(Bytes.ofHex(hex));

    assertEquals("TLS 1.3 draft " + draft, hello.version().name());
    assertEquals(CipherSuite.TLS_AES_128_GCM_SHA256, hello.cipherSuite());
    assertEquals(Optional.of(NamedGroup.X25519), hello.group());
    assertTrue(hello.resumesPsk());
  }

  @Test
  void readsTheRetryMessageOfDrafts() throws MalformedMessageException {
    ServerHello draft18 =
        ServerHello.parseLegacyHelloRetryRequest(Bytes.ofHex("7f12 0006 0028 0002 0017"));
    ServerHello draft21 =
        ServerHello.parseLegacyHelloRetryRequest(Bytes.ofHex("7f15 1301 0006 0028 0002 0017"));

    assertTrue(draft18.isHelloRetryRequest());
    assertEquals(Optional.of(NamedGroup.SECP256R1), draft18.group());
    assertEquals(Optional.of(NamedGroup.SECP256R1), draft21.group());
    assertEquals(CipherSuite.TLS_AES_128_GCM_SHA256, draft21.cipherSuite());
  }

  @ParameterizedTest
  @ValueSource(strings = {"server-hello-tls12", "server-hello-tls13", "hello-retry-request"})
  void everyTruncationIsMalformedButTheOneBeforeTheExtensions(String sample) {
    Bytes body = Samples.body(sample);
    int whole = 0;
    for (int length = 0; length < body.length(); length++) {
      try {
        assertEquals(List.of(), ServerHello.parse(body.head(length)).extensions());
        whole++;
      } catch (MalformedMessageException expected) {
        // a cut message
      }
    }
    assertEquals(1, whole);
  }

  @Test
  void readsTheServerHelloOfSsl2() throws MalformedMessageException {
    Bytes message = Bytes.ofHex("04 00 01 0002 0003 0003 0002 aabbcc 010080 1122");

    Sslv2ServerHello hello = Sslv2ServerHello.parse(message);

    assertEquals(0x0002, hello.version());
    assertEquals("aabbcc", hello.certificate().toHex());
    assertEquals("SSL_CK_RC4_128_WITH_MD5", hello.cipherSpecs().get(0).name());
    for (int length = 0; length < message.length(); length++) {
      Bytes cut = message.head(length);
      assertThrows(MalformedMessageException.class, () -> Sslv2ServerHello.parse(cut));
    }
  }
}
