package dev.tlsdiag.report;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloMessage;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Two captures: one like those of a real evening, one with every kind of outcome and odd names. */
public final class SampleHandshakes {
  private SampleHandshakes() {}

  static HelloMessage curl(String name) {
    return HelloMessage.tls13()
        .serverName(name)
        .alpn("h2", "http/1.1")
        .groups("001d00170018")
        .signatureSchemes("040308040401")
        .keyShare(0x001d, 32)
        .extension(23, "");
  }

  /** As nginx sends it upstream with {@code proxy_ssl_server_name off}. */
  static HelloMessage nginx() {
    return new HelloMessage(0x0303)
        .suites("c02cc030009f00ff")
        .groups("001d0017")
        .signatureSchemes("04030401")
        .extension(23, "")
        .extension(35, "");
  }

  static ServerHello tls12(String... alpn) {
    HelloMessage message = new HelloMessage(0x0303).sessionId("aa".repeat(32));
    return (alpn.length == 0 ? message : message.alpn(alpn)).parsedServerHello("c02f");
  }

  static ServerHello tls13() {
    return new HelloMessage(0x0303)
        .extension(43, "0304")
        .extension(51, "001d0020" + "cd".repeat(32))
        .parsedServerHello("1301");
  }

  static ServerHello helloRetryRequest() {
    return new HelloMessage(0x0303)
        .random(ServerHello.RETRY_RANDOM.toHex())
        .extension(43, "0304")
        .extension(51, "0017")
        .parsedServerHello("1301");
  }

  /** A proxy between a client and its servers that loses the server name. */
  public static List<Handshake> evening() {
    return List.of(
        row(0, 5, 34464, 8443)
            .hello(curl("app.example.test"))
            .serverHello(tls12("h2"))
            .certificates(Bytes.ofHex("3003020100"), Bytes.ofHex("3003020101"))
            .history("CsxknGIti")
            .outcome(new Outcome.Established(false, true))
            .build(),
        row(1, 17, 38318, 7443)
            .hello(curl("app.example.test"))
            .serverHello(tls13())
            .outcome(new Outcome.Established(true, true))
            .build(),
        row(2, 19, 34472, 8443)
            .hello(nginx())
            .serverHello(tls12())
            .outcome(new Outcome.Quit(Side.CLIENT, true, false))
            .build(),
        row(3, 33, 39140, 7444)
            .hello(curl("app.example.test"))
            .serverHello(tls12("http/1.1"))
            .seen(new SeenAlert(Side.SERVER, 1, AlertDescription.UNRECOGNIZED_NAME, 36))
            .outcome(new Outcome.Established(false, true))
            .build(),
        row(4, 34, 34074, 8444)
            .hello(nginx())
            .outcome(new Outcome.Silence(Duration.ofMillis(4005), true))
            .build(),
        row(5, 4044, 53974, 8443)
            .hello(HelloMessage.tls13().alpn("h2"))
            .answer(Answer.Kind.ALERT)
            .seen(new SeenAlert(Side.SERVER, 2, AlertDescription.UNRECOGNIZED_NAME, 56))
            .outcome(new Outcome.Alerted(Side.SERVER, 2, AlertDescription.UNRECOGNIZED_NAME))
            .build(),
        row(6, 4062, 60886, 9443)
            .hello(nginx())
            .answer(Answer.Kind.RESET)
            .outcome(new Outcome.Reset(Side.SERVER))
            .build());
  }

  /** Every kind of outcome, every transport, and names that want to do harm. */
  public static List<Handshake> zoo() {
    return List.of(
        row(0, 0, 40000, 443)
            .hello(curl("a\u001b[31m.test\u0007"))
            .serverHello(tls13())
            .outcome(new Outcome.Established(false, false))
            .build(),
        row(1, 1, 40001, 443)
            .hello(curl("x".repeat(65_000)))
            .serverHello(tls13())
            .outcome(new Outcome.EncryptedAlert(Side.CLIENT))
            .build(),
        row(2, 2, 40002, 443)
            .hello(curl("192.0.2.7"))
            .answer(Answer.Kind.DATA)
            .outcome(
                new Outcome.Plaintext(
                    Bytes.wrap(
                        "HTTP/1.1 400 Bad \u001bRequest\r\nServer: x"
                            .getBytes(StandardCharsets.ISO_8859_1))))
            .build(),
        row(3, 3, 40003, 443)
            .hello(curl(""))
            .answer(Answer.Kind.DATA)
            .outcome(new Outcome.Plaintext(Bytes.ofHex("4a0000000a352e372e333300")))
            .build(),
        row(4, 4, 40004, 443)
            .hello(HelloMessage.tls13().extension(0, "0001"))
            .missing(1460)
            .outcome(new Outcome.Cut(1460))
            .build(),
        row(5, 5, 40005, 443)
            .hello(curl("one.example.test"))
            .outcome(new Outcome.OneSided(Side.CLIENT))
            .build(),
        row(6, 6, 40006, 443)
            .hello(curl("hrr.example.test"))
            .serverHello(helloRetryRequest())
            .outcome(new Outcome.Retried(Outcome.Retried.By.HELLO_RETRY_REQUEST))
            .build(),
        row(7, 7, 40006, 443)
            .frames(75L, 76L, 78L)
            .hello(curl("hrr.example.test"))
            .serverHello(tls13())
            .outcome(new Outcome.Quit(Side.CLIENT, false, true))
            .build(),
        row(8, 8, 40008, 443).outcome(new Outcome.SynUnanswered(3)).withoutConnect().build(),
        row(9, 9, 40009, 443)
            .outcome(new Outcome.Refused(Side.SERVER))
            .withoutConnect()
            .icmp(new IcmpError(IpAddress.parse("10.0.0.1"), false, 3, 13, 0))
            .build(),
        row(10, 10, 40010, 443)
            .transport(Transport.QUIC)
            .from("2001:db8::1", 50000)
            .to("2001:db8::2", 443)
            .quicVersion(1)
            .hello(curl("quic.example.test").alpn("h3"))
            .withoutConnect()
            .outcome(new Outcome.QuicClosed(Side.SERVER, 0x0a, "no \u202eroute"))
            .build(),
        row(11, 11, 40011, 4433)
            .transport(Transport.DTLS)
            .withoutConnect()
            .hello(HelloMessage.tls13().versions("fefcfefd").serverName("dtls.example.test"))
            .outcome(new Outcome.Silence(Duration.ofMillis(350), false))
            .build(),
        row(12, 12, 40012, 443)
            .problem("cipher_suites at byte 39: needs 2 bytes, 0 left")
            .answer(Answer.Kind.FIN)
            .outcome(new Outcome.Closed(Side.SERVER))
            .build(),
        row(13, 13, 40013, 3128)
            .preamble(
                new Preamble(
                    "http-connect",
                    Optional.of("db.example.test:443"),
                    Bytes.wrap(
                        "CONNECT db.example.test:443 HTTP/1.1\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1)),
                    Bytes.wrap("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1))))
            .hello(curl("b\u00e9 \u0085\\.test"))
            .notes("hello repeated with other bytes")
            .outcome(new Outcome.GaveUp(Duration.ofMillis(2004), false))
            .icmp(new IcmpError(IpAddress.parse("10.0.0.1"), false, 3, 4, 1400))
            .build(),
        row(14, 14, 40014, 443).sent(sslv2()).outcome(new Outcome.Unfinished()).build());
  }

  private static SentHello sslv2() {
    ClientHello hello =
        new ClientHello(
            0x0002,
            Bytes.ofHex("0102"),
            Bytes.EMPTY,
            Optional.empty(),
            List.of(CipherSuite.of(0x010080)),
            Bytes.EMPTY,
            List.of(),
            true);
    return new SentHello(
        hello, Bytes.ofHex("010002000300000002" + "010080" + "0102"), OptionalInt.empty(), 1, 1);
  }

  private static HandshakeSamples row(int number, long millis, int clientPort, int serverPort) {
    return HandshakeSamples.bare(number)
        .at(millis)
        .from("127.0.0.1", clientPort)
        .to("127.0.0.1", serverPort);
  }

  public static CaptureSummary summary(List<Handshake> handshakes, CaptureCounters counters) {
    CaptureTally tally = new CaptureTally();
    handshakes.forEach(tally::add);
    CaptureSummary.File file =
        new CaptureSummary.File(
            "cap.pcap",
            counters,
            Optional.of(HandshakeSamples.START),
            Optional.of(HandshakeSamples.START.plusSeconds(60)));
    return new CaptureSummary(List.of(file), tally, counters, List.of());
  }
}
