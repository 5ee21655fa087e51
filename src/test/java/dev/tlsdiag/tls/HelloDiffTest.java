package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class HelloDiffTest {
  private static final List<String> CLIENT_HELLOS = Samples.CLIENT_HELLOS;

  @ParameterizedTest
  @FieldSource("CLIENT_HELLOS")
  void aHelloIsLikeItself(String sample) {
    ClientHello hello = Samples.clientHello(sample);

    HelloDiff diff = HelloDiff.of(hello, hello);

    assertEquals(List.of(), diff.differences());
    assertTrue(diff.equalFields().contains("server_name"));
  }

  @Test
  void putsTheLostServerNameFirst() {
    HelloDiff diff =
        HelloDiff.of(
            Samples.clientHello("client-hello-openssl"),
            Samples.clientHello("client-hello-openssl-tls12-no-name"));

    assertEquals(
        List.of(
            "server_name CAUSE_CANDIDATE",
            "alpn UNUSUAL",
            "supported_versions UNUSUAL",
            "extensions USUAL",
            "cipher_suites USUAL",
            "groups USUAL",
            "key_shares USUAL",
            "session_id USUAL"),
        diff.differences().stream().map(d -> d.field() + " " + d.weight()).toList());
    FieldDifference name = diff.of("server_name").orElseThrow();
    assertEquals(Optional.of("app.example.test"), name.left());
    assertEquals(Optional.empty(), name.right());
    assertEquals(
        List.of("TLS 1.3", "TLS 1.1", "TLS 1.0"),
        diff.of("supported_versions").orElseThrow().onlyLeft());
    assertTrue(diff.equalFields().contains("extended_master_secret"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          another name        | 0013 00 0010 6f74682e6578616d706c652e74657374 | CAUSE_CANDIDATE
          other case only     | 0013 00 0010 4150502e6578616d706c652e74657374 | USUAL
          empty extension     | ''                                            | CAUSE_CANDIDATE
          """)
  void weighsTheServerName(String name, String body, Rank weight) {
    ClientHello left = Samples.clientHello("client-hello-curl");
    ClientHello right =
        withExtensions(left, e -> e.type() == 0 ? new Extension(0, Bytes.ofHex(body)) : e);

    HelloDiff diff = HelloDiff.of(left, right);

    assertEquals(1, diff.differences().size(), diff.toString());
    assertEquals(weight, diff.differences().get(0).weight());
  }

  @Test
  void ignoresWhatIsRandomInEveryHello() {
    ClientHello left = Samples.clientHello("client-hello-browser");
    ClientHello right =
        withExtensions(
            left,
            e ->
                switch (e.type()) {
                  case 0x3a3a -> new Extension(0x4a4a, e.body());
                  case ExtensionType.ENCRYPTED_CLIENT_HELLO ->
                      new Extension(e.type(), Bytes.ofHex("00 0001 0001 11 0001 aa 0001 bb"));
                  default -> e;
                });

    assertEquals(List.of(), HelloDiff.of(left, right).differences());
  }

  @Test
  void tellsOrderFromSet() {
    ClientHello left = Samples.clientHello("client-hello-quic");
    List<Extension> reversed = new ArrayList<>(left.extensions());
    Collections.reverse(reversed);

    HelloDiff diff = HelloDiff.of(left, with(left, reversed));

    assertEquals(List.of("extension_order"), fields(diff));
    assertEquals(List.of(), diff.differences().get(0).onlyLeft());
  }

  @Test
  void comparesTheValuesOfOtherExtensions() {
    ClientHello left = Samples.clientHello("client-hello-browser");
    ClientHello right =
        withExtensions(
            left,
            e ->
                e.type() == ExtensionType.COMPRESS_CERTIFICATE
                    ? new Extension(e.type(), Bytes.ofHex("020001"))
                    : e);

    HelloDiff diff = HelloDiff.of(left, right);

    assertEquals(List.of("compress_certificate"), fields(diff));
    assertEquals(Optional.of("brotli"), diff.differences().get(0).left());
    assertEquals(Optional.of("zlib"), diff.differences().get(0).right());
  }

  @Test
  void losingExtendedMasterSecretIsUnusualBelowTls13() {
    ClientHello left = Samples.clientHello("client-hello-openssl-tls12-no-name");
    List<Extension> fewer = new ArrayList<>(left.extensions());
    fewer.removeIf(e -> e.type() == ExtensionType.EXTENDED_MASTER_SECRET);

    HelloDiff diff = HelloDiff.of(left, with(left, fewer));

    assertEquals(Rank.UNUSUAL, diff.of("extensions").orElseThrow().weight());
    assertEquals(List.of("extended_master_secret"), diff.of("extensions").orElseThrow().onlyLeft());
  }

  @Test
  void everySampleCanBeComparedWithEveryOther() {
    List<String> names = new ArrayList<>(CLIENT_HELLOS);
    names.add("client-hello-dtls");
    names.add("client-hello-sslv2");
    for (String left : names) {
      for (String right : names) {
        HelloDiff diff = HelloDiff.of(Samples.clientHello(left), Samples.clientHello(right));
        assertEquals(left.equals(right), diff.isEmpty(), left + " and " + right);
      }
    }
  }

  private static List<String> fields(HelloDiff diff) {
    return diff.differences().stream().map(FieldDifference::field).toList();
  }

  private static ClientHello withExtensions(ClientHello hello, UnaryOperator<Extension> change) {
    return with(hello, hello.extensions().stream().map(change).toList());
  }

  private static ClientHello with(ClientHello hello, List<Extension> extensions) {
    return new ClientHello(
        hello.legacyVersion(),
        hello.random(),
        hello.sessionId(),
        hello.cookie(),
        hello.cipherSuites(),
        hello.compressionMethods(),
        extensions,
        hello.sslv2());
  }
}
