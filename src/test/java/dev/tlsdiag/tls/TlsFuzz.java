package dev.tlsdiag.tls;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.tls.Extension.In;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;

/** Only {@link MalformedMessageException} may come out of the parsers, whatever the bytes. */
class TlsFuzz {
  private interface Parser {
    void parse(Bytes bytes) throws MalformedMessageException;
  }

  @FuzzTest(maxDuration = "60s")
  void clientHello(byte[] bytes) {
    parse(bytes, body -> readAll(ClientHello.parse(body)));
    parse(bytes, body -> readAll(ClientHello.parseDtls(body)));
    parse(bytes, body -> readAll(ClientHello.parseSslv2(body)));
  }

  @FuzzTest(maxDuration = "60s")
  void serverMessages(byte[] bytes) {
    parse(bytes, body -> readAll(ServerHello.parse(body)));
    parse(bytes, body -> readAll(ServerHello.parseLegacyHelloRetryRequest(body)));
    parse(bytes, Sslv2ServerHello::parse);
    parse(bytes, Certificates::parse);
    parse(bytes, CertificateRequest::parse);
    parse(bytes, Alert::parse);
  }

  @FuzzTest(maxDuration = "60s")
  void extension(byte[] bytes) {
    if (bytes.length >= 2) {
      Bytes all = Bytes.copyOf(bytes);
      Extension extension = new Extension(all.u16(0), all.slice(2, all.length() - 2));
      for (In message : In.values()) {
        extension.decode(message).summary();
      }
    }
  }

  @FuzzTest(maxDuration = "60s")
  void outline(byte[] bytes) {
    HelloOutline.of(Bytes.copyOf(bytes));
  }

  private static void readAll(ClientHello hello) {
    hello.offersResumption();
    Ja3.text(hello);
    Ja4.of(hello, 'd');
    HelloDiff.of(hello, hello);
    hello.maxVersion(true);
  }

  private static void readAll(ServerHello hello) {
    hello.version();
    hello.group();
    hello.alpnProtocol();
    hello.downgradeSentinel();
    Ja3.hash(hello);
    hello.extensions().forEach(e -> e.decode(hello.context()).summary());
  }

  private static void parse(byte[] bytes, Parser parser) {
    try {
      parser.parse(Bytes.copyOf(bytes));
    } catch (MalformedMessageException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }
}
