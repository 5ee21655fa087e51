package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Handshake messages of the test resources, each with a comment that says where it comes from. */
final class Samples {
  static final List<String> CLIENT_HELLOS =
      List.of(
          "client-hello-browser",
          "client-hello-curl",
          "client-hello-jdk",
          "client-hello-openssl",
          "client-hello-openssl-tls12-no-name",
          "client-hello-python",
          "client-hello-quic");
  static final List<String> OTHERS =
      List.of(
          "client-hello-dtls",
          "client-hello-sslv2",
          "server-hello-tls12",
          "server-hello-tls13",
          "hello-retry-request",
          "hello-verify-request",
          "certificate-tls12",
          "certificate-request-tls12");

  private static final int HEADER = 4;

  private Samples() {}

  /** The message with its header of 4 bytes. */
  static Bytes message(String name) {
    try (InputStream in = Samples.class.getResourceAsStream(name + ".hex")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Bytes.ofHex(
          text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  static Bytes body(String name) {
    Bytes message = message(name);
    return message.slice(HEADER, message.length() - HEADER);
  }

  static ClientHello clientHello(String name) {
    try {
      return switch (name) {
        case "client-hello-sslv2" -> ClientHello.parseSslv2(message(name));
        case "client-hello-dtls" -> ClientHello.parseDtls(body(name));
        default -> ClientHello.parse(body(name));
      };
    } catch (MalformedMessageException e) {
      throw new AssertionError(name, e);
    }
  }
}
