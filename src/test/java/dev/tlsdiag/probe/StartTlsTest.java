package dev.tlsdiag.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.wire.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Dialogues up to the ClientHello, against servers that know their lines. */
class StartTlsTest {
  private static final String MYSQL_GREETING =
      "25000000"
          + "0a"
          + "382e3000"
          + "01000000"
          + "6161616161616161"
          + "00"
          + "00aa"
          + "21"
          + "0200"
          + "0000"
          + "15"
          + "00".repeat(10)
          + "00";

  /** Says a line, then waits for what begins so before the next; {@code hex:} for bytes. */
  private static Server.Conduct script(List<String> lines) {
    return socket -> {
      for (String line : lines) {
        if (line.startsWith("> ")) {
          expect(socket, bytes(line.substring(2)));
        } else {
          socket.getOutputStream().write(bytes(line.substring(2)));
        }
      }
      expect(socket, Hex.parse("1603"));
      socket.getOutputStream().write(Hex.parse("15030300020228"));
      socket.getInputStream().readAllBytes();
    };
  }

  private static byte[] bytes(String words) {
    return words.startsWith("hex:")
        ? Hex.parse(words.substring(4))
        : words.getBytes(StandardCharsets.US_ASCII);
  }

  private static void expect(Socket socket, byte[] wanted) throws IOException {
    InputStream in = socket.getInputStream();
    for (byte each : wanted) {
      if (in.read() != (each & 0xff)) {
        throw new IOException("something else was said");
      }
    }
  }

  static Stream<Arguments> willing() {
    return Stream.of(
        arguments(
            StartTlsProtocol.SMTP,
            List.of(
                "< 220-mx\r\n220 mx ESMTP\r\n",
                "> EHLO tlsdiag.invalid\r\n",
                "< 250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n",
                "> STARTTLS\r\n",
                "< 220 go\r\n")),
        arguments(
            StartTlsProtocol.IMAP,
            List.of(
                "< * OK ready\r\n",
                "> a1 STARTTLS\r\n",
                "< * CAPABILITY IMAP4rev1\r\na1 OK begin\r\n")),
        arguments(
            StartTlsProtocol.POP3, List.of("< +OK ready\r\n", "> STLS\r\n", "< +OK begin\r\n")),
        arguments(
            StartTlsProtocol.FTP, List.of("< 220 ftp\r\n", "> AUTH TLS\r\n", "< 234 begin\r\n")),
        arguments(
            StartTlsProtocol.LDAP,
            List.of(
                "> hex:301d02010177188016312e332e362e312e342e312e313436362e3230303337",
                "< hex:300c02010178070a010004000400")),
        arguments(
            StartTlsProtocol.XMPP,
            List.of(
                "> <?xml version='1.0'?><stream:stream xmlns='jabber:client'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'"
                    + " to='app.example.test'>",
                "< <?xml version='1.0'?><stream:stream><stream:features>"
                    + "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>",
                "> <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                "< <proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
        arguments(StartTlsProtocol.POSTGRES, List.of("> hex:0000000804d2162f", "< S")),
        arguments(
            StartTlsProtocol.MYSQL,
            List.of(
                "< hex:" + MYSQL_GREETING,
                "> hex:20000001" + "018a0000" + "00000001" + "21" + "00".repeat(23))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("willing")
  void comesToTheHello(StartTlsProtocol protocol, List<String> lines) throws IOException {
    Observation seen = probe(protocol, lines);
    assertEquals(Ending.ALERT, seen.ending(), seen.problem().toString());
    String known = seen.handshake().preamble().map(p -> p.protocol()).orElse("none");
    assertEquals(protocol.label(), known.replace("postgresql", "postgres"));
  }

  static Stream<Arguments> unwilling() {
    return Stream.of(
        arguments(
            StartTlsProtocol.SMTP,
            List.of("< 220 mx\r\n", "> EHLO tlsdiag.invalid\r\n", "< 250 mx\r\n"),
            "the server does not offer STARTTLS after EHLO"),
        arguments(
            StartTlsProtocol.SMTP,
            List.of("< 554 go away\r\n"),
            "the greeting of SMTP: the server says '554 go away', not 220"),
        arguments(
            StartTlsProtocol.POP3,
            List.of("< +OK ready\r\n", "> STLS\r\n", "< -ERR no\r\n"),
            "STLS: the server says '-ERR no', not +OK"),
        arguments(
            StartTlsProtocol.POSTGRES,
            List.of("> hex:0000000804d2162f", "< N"),
            "the server answers SSLRequest with N: it does not do TLS"),
        arguments(
            StartTlsProtocol.LDAP,
            List.of("> hex:301d", "< hex:300c02010178070a010204000400"),
            "the server answers StartTLS with result code 2"),
        arguments(
            StartTlsProtocol.MYSQL,
            List.of("< hex:" + MYSQL_GREETING.replace("00aa", "00a2")),
            "the server's greeting does not offer TLS"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("unwilling")
  void saysWhyThereIsNoHello(StartTlsProtocol protocol, List<String> lines, String problem)
      throws IOException {
    Observation seen = probe(protocol, lines);
    assertEquals(Ending.NO_WAY, seen.ending());
    assertEquals(problem, seen.problem().orElseThrow());
  }

  private static Observation probe(StartTlsProtocol protocol, List<String> lines)
      throws IOException {
    try (Server server = Server.doing(script(lines))) {
      return new Prober(Route.direct(server.endpoint()), Limits.DEFAULT)
          .send(
              new Probe(
                  "base",
                  BaseHello.of(Server.HOST),
                  Framing.ONE,
                  new Preface.StartTls(protocol, Server.HOST)));
    }
  }
}
