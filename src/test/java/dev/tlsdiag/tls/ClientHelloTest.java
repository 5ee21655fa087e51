package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ClientHelloTest {
  private static final String RANDOM = "00".repeat(32);

  @Test
  void readsTheHelloOfABrowser() {
    ClientHello hello = Samples.clientHello("client-hello-browser");

    assertEquals(Optional.of("www.example.test"), hello.serverName());
    assertEquals(List.of("h2", "http/1.1"), hello.alpnProtocols());
    assertEquals("GREASE, TLS 1.3, TLS 1.2", text(hello.supportedVersions()));
    assertEquals(ProtocolVersion.TLS_1_3, hello.maxVersion(false));
    assertEquals("GREASE, X25519MLKEM768, x25519, secp256r1, secp384r1", text(hello.groups()));
    assertEquals(
        List.of(
            new KeyShareEntry(NamedGroup.of(0x9a9a), 1),
            new KeyShareEntry(NamedGroup.X25519MLKEM768, 1216),
            new KeyShareEntry(NamedGroup.X25519, 32)),
        hello.keyShares());
    assertEquals(8, hello.signatureSchemes().size());
    assertEquals(List.of(0), hello.ecPointFormats());
    assertEquals(16, hello.cipherSuites().size());
    assertEquals(18, hello.extensions().size());
    assertEquals(Optional.of(Bytes.EMPTY), hello.sessionTicket());
    assertFalse(hello.offersPsk());
    assertFalse(hello.offersResumption());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          client-hello-curl                  | app.example.test | h2, http/1.1 | TLS 1.3
          client-hello-jdk                   | app.example.test | h2, http/1.1 | TLS 1.3
          client-hello-openssl               | app.example.test | h2, http/1.1 | TLS 1.3
          client-hello-openssl-tls12-no-name | -                | ''           | TLS 1.2
          client-hello-python                | app.example.test | ''           | TLS 1.3
          client-hello-quic                  | h3.example.test  | h3           | TLS 1.3
          client-hello-sslv2                 | -                | ''           | TLS 1.0
          """)
  void readsNameProtocolsAndVersion(
      String sample, String serverName, String protocols, String version) {
    ClientHello hello = Samples.clientHello(sample);

    assertEquals(serverName, hello.serverName().orElse("-"));
    assertEquals(protocols, text(hello.alpnProtocols()));
    assertEquals(version, hello.maxVersion(false).name());
  }

  @Test
  void readsTheCookieOfDtls() {
    ClientHello hello = Samples.clientHello("client-hello-dtls");

    assertEquals("cookie01", hello.cookie().orElseThrow().latin1());
    assertEquals(ProtocolVersion.DTLS_1_2, hello.maxVersion(true));
    assertEquals(Optional.of("app.example.test"), hello.serverName());
  }

  @Test
  void readsTheFormatOfSsl2() {
    ClientHello hello = Samples.clientHello("client-hello-sslv2");

    assertTrue(hello.sslv2());
    assertEquals(16, hello.random().length());
    assertEquals("TLS_RSA_WITH_AES_256_CBC_SHA", hello.cipherSuites().get(0).name());
    assertEquals("SSL_CK_RC4_128_WITH_MD5", hello.cipherSuites().get(6).name());
    assertEquals("0x010080", hello.cipherSuites().get(6).hex());
    assertEquals(List.of(), hello.extensions());
  }

  @ParameterizedTest
  @FieldSource("dev.tlsdiag.tls.Samples#CLIENT_HELLOS")
  void rejectsEveryTruncation(String sample) {
    Bytes body = Samples.body(sample);
    int withoutExtensions = endOfCompression(body);
    for (int length = 0; length < body.length(); length++) {
      if (length != withoutExtensions) { // a hello without the block is whole
        Bytes cut = body.head(length);
        assertThrows(
            MalformedMessageException.class, () -> ClientHello.parse(cut), "first " + length);
      }
    }
  }

  @Test
  void rejectsEveryTruncationOfDtlsAndSsl2() throws MalformedMessageException {
    Bytes sslv2 = Samples.message("client-hello-sslv2");
    for (int length = 0; length < sslv2.length(); length++) {
      Bytes cut = sslv2.head(length);
      assertThrows(MalformedMessageException.class, () -> ClientHello.parseSslv2(cut));
    }
    Bytes dtls = Samples.body("client-hello-dtls");
    int whole = 0;
    for (int length = 0; length < dtls.length(); length++) {
      try {
        ClientHello.parseDtls(dtls.head(length));
        whole++;
      } catch (MalformedMessageException expected) {
        // a cut message
      }
    }
    assertEquals(1, whole, "the cut before the extensions");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing            | ''                       | legacy_version at byte 0: needs 2 bytes, 0 left
          no random          | 0303 00                  | random at byte 2: needs 32 bytes, 1 left
          no session id      | 0303 R                   | legacy_session_id.length at byte 34: needs 1 bytes, 0 left
          session id too long| 0303 R 20 00             | legacy_session_id at byte 35: needs 32 bytes, 1 left
          suites too long    | 0303 R 00 0004 1301      | cipher_suites at byte 37: needs 4 bytes, 2 left
          no compression     | 0303 R 00 0002 1301      | legacy_compression_methods.length at byte 39: needs 1 bytes, 0 left
          half a length      | 0303 R 00 0002 1301 0100 00 | extensions.length at byte 41: needs 2 bytes, 1 left
          block too long     | 0303 R 00 0002 1301 0100 0005 00 | extensions at byte 43: needs 5 bytes, 1 left
          extension too long | 0303 R 00 0002 1301 0100 0005 0017 0002 00 | extension_data at byte 47: needs 2 bytes, 1 left
          """)
  void rejects(String name, String hex, String problem) {
    Bytes body = Bytes.ofHex(hex.replace("R", RANDOM));
    var e = assertThrows(MalformedMessageException.class, () -> ClientHello.parse(body));
    assertEquals(problem, e.getMessage());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no extensions block      | 0303 R 00 0002 1301 0100                          | 1 | 0
          empty extensions block   | 0303 R 00 0002 1301 0100 0000                     | 1 | 0
          odd cipher vector        | 0303 R 00 0005 1301 1302 13 0100                  | 2 | 0
          bytes behind the block   | 0303 R 00 0002 1301 0100 0004 0017 0000 ffff      | 1 | 1
          stray byte in the block  | 0303 R 00 0002 1301 0100 0005 0017 0000 ff        | 1 | 1
          the same extension twice | 0303 R 00 0002 1301 0100 0008 0017 0000 0017 0000 | 1 | 2
          nothing to choose from   | 0303 R 00 0000 00                                 | 0 | 0
          """)
  void keeps(String name, String hex, int suites, int extensions) throws MalformedMessageException {
    ClientHello hello = ClientHello.parse(Bytes.ofHex(hex.replace("R", RANDOM)));

    assertEquals(suites, hello.cipherSuites().size());
    assertEquals(extensions, hello.extensions().size());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          list past the end        | 0000 0003 0009 00         | -
          empty extension          | 0000 0000                 | -
          another type of name     | 0000 0006 0004 01 0001 61 | -
          second name is the host  | 0000 000a 0008 01 0001 62 00 0001 61 | a
          not ASCII                | 0000 0006 0004 00 0001 fc | \u00fc
          bytes behind the list    | 0000 0007 0004 00 0001 61 00 | a
          empty host name          | 0000 0005 0003 00 0000    | ''
          """)
  void aBrokenServerNameLosesOnlyItself(String name, String extension, String serverName)
      throws MalformedMessageException {
    Bytes block = Bytes.ofHex(extension);
    String hex = "0303" + RANDOM + "0000021301010000" + "%02x".formatted(block.length()) + block;

    ClientHello hello = ClientHello.parse(Bytes.ofHex(hex));

    assertEquals(serverName, hello.serverName().orElse("-"));
    assertEquals(1, hello.extensions().size());
  }

  @Test
  void isTheSameAsOneMadeOfPlainLists() {
    ClientHello parsed = Samples.clientHello("client-hello-curl");

    ClientHello made =
        new ClientHello(
            parsed.legacyVersion(),
            parsed.random(),
            parsed.sessionId(),
            parsed.cookie(),
            new ArrayList<>(parsed.cipherSuites()),
            parsed.compressionMethods(),
            new ArrayList<>(parsed.extensions()),
            false);

    assertEquals(parsed, made);
    assertEquals(made.hashCode(), parsed.hashCode());
    assertEquals(parsed.serverName(), made.serverName());
  }

  @Test
  void draftsOfTls13AreOlderThanTls13() throws MalformedMessageException {
    String hex = "0303" + RANDOM + "00000213010100000d" + "002b0009087f1c7f170304" + "0303";

    assertEquals(ProtocolVersion.TLS_1_3, ClientHello.parse(Bytes.ofHex(hex)).maxVersion(false));
  }

  /** Offset of the extensions block. */
  private static int endOfCompression(Bytes body) {
    int afterSessionId = 35 + body.u8(34);
    int afterSuites = afterSessionId + 2 + body.u16(afterSessionId);
    return afterSuites + 1 + body.u8(afterSuites);
  }

  private static String text(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }
}
