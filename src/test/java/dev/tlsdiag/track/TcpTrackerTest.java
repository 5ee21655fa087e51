package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.helloRetryRequest;
import static dev.tlsdiag.track.TcpConversation.join;
import static dev.tlsdiag.track.TcpConversation.message;
import static dev.tlsdiag.track.TcpConversation.record;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Hex;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTrackerTest {
  private static final byte[] CCS = record(20, new byte[] {1});
  private static final byte[] FINISHED12 = record(22, new byte[40]);
  private static final byte[] DONE = record(22, message(14, new byte[0]));
  private static final byte[] FINISHED13 = record(23, new byte[53]);
  private static final byte[] ENCRYPTED_ALERT13 = record(23, new byte[19]);
  private static final byte[] ENCRYPTED_ALERT12 = record(21, new byte[26]);
  private static final byte[] DATA = record(23, new byte[300]);

  static Stream<Arguments> outcomes() {
    return Stream.of(
        row(
            "1.3 with data",
            c ->
                c.send(SERVER, join(serverHello(true), CCS, DATA))
                    .send(CLIENT, join(CCS, FINISHED13))
                    .send(CLIENT, DATA)
                    .send(SERVER, DATA),
            "established, data"),
        row(
            "1.2 with data",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(SERVER, join(CCS, FINISHED12))
                    .send(CLIENT, DATA)
                    .send(SERVER, DATA),
            "established, data"),
        row(
            "1.2 resumed",
            c ->
                c.send(SERVER, join(serverHello(false), CCS, FINISHED12))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(CLIENT, DATA)
                    .send(SERVER, DATA),
            "established, resumed, data"),
        row(
            "1.2 without data",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(SERVER, join(CCS, FINISHED12)),
            "established"),
        row(
            "alert 112",
            c -> c.send(SERVER, record(21, new byte[] {2, 112})).fin(SERVER).fin(CLIENT),
            "alert 112 by server"),
        row(
            "client's alert after the certificate",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .send(CLIENT, record(21, new byte[] {2, 48}))
                    .fin(CLIENT),
            "alert 48 by client"),
        row(
            "warning and on it goes",
            c ->
                c.send(SERVER, join(record(21, new byte[] {1, 112}), serverHello(false), DONE))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(SERVER, join(CCS, FINISHED12))
                    .send(CLIENT, DATA)
                    .send(SERVER, DATA),
            "established, data"),
        row(
            "1.3 client refuses, encrypted",
            c ->
                c.send(SERVER, join(serverHello(true), CCS, DATA))
                    .send(CLIENT, join(CCS, ENCRYPTED_ALERT13))
                    .fin(CLIENT)
                    .fin(SERVER),
            "encrypted alert by client"),
        row(
            "1.3 server refuses the client's certificate",
            c ->
                c.send(SERVER, join(serverHello(true), CCS, DATA))
                    .send(CLIENT, join(CCS, FINISHED13))
                    .send(SERVER, ENCRYPTED_ALERT13)
                    .fin(SERVER),
            "encrypted alert by server"),
        row(
            "1.2 client quits unused",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(SERVER, join(CCS, FINISHED12))
                    .send(CLIENT, ENCRYPTED_ALERT12)
                    .fin(CLIENT)
                    .fin(SERVER),
            "quit by client, alert"),
        row(
            "1.3 client quits unused",
            c ->
                c.send(SERVER, join(serverHello(true), CCS, DATA))
                    .send(CLIENT, join(CCS, FINISHED13))
                    .send(CLIENT, ENCRYPTED_ALERT13)
                    .fin(CLIENT)
                    .fin(SERVER),
            "quit by client, alert"),
        row(
            "alert of OpenSSL 3 at a close without an answer",
            c -> c.fin(SERVER).send(CLIENT, record(21, new byte[] {2, 50})).reset(SERVER),
            "closed by server"),
        row(
            "alert of the server at the client's close",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .fin(CLIENT)
                    .send(SERVER, record(21, new byte[] {2, 50}))
                    .reset(CLIENT),
            "closed by client"),
        row(
            "alert before the close",
            c -> c.send(CLIENT, record(21, new byte[] {2, 50})).fin(CLIENT).fin(SERVER),
            "alert 50 by client"),
        row(
            "an alert that says more than the close",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .fin(SERVER)
                    .send(CLIENT, record(21, new byte[] {2, 48})),
            "alert 48 by client"),
        row(
            "1.2 client closes unused, the server says goodbye",
            c ->
                c.send(SERVER, join(serverHello(false), DONE))
                    .send(CLIENT, join(CCS, FINISHED12))
                    .send(SERVER, join(CCS, FINISHED12))
                    .fin(CLIENT)
                    .send(SERVER, ENCRYPTED_ALERT12)
                    .reset(CLIENT),
            "quit by client"),
        row("reset by server", c -> c.reset(SERVER), "reset by server"),
        row("closed by server", c -> c.ack(SERVER).fin(SERVER).fin(CLIENT), "closed by server"),
        row("silence", c -> c.ack(SERVER).wait(4000), "silence, acknowledged"),
        row("silence, hello lost", c -> c.wait(4000), "silence"),
        row(
            "gave up",
            c -> c.ack(SERVER).wait(2000).fin(CLIENT).ack(SERVER),
            "gave up, acknowledged"),
        row(
            "gave up with RST",
            c -> c.ack(SERVER).wait(2000).reset(CLIENT),
            "gave up, acknowledged"),
        row("capture ends at once", c -> c.ack(SERVER), "unfinished"),
        row(
            "plaintext, to which the client says an alert",
            c ->
                c.text(SERVER, "HTTP/1.1 400 Bad Request\r\n\r\n")
                    .send(CLIENT, record(21, new byte[] {2, 10}))
                    .fin(CLIENT),
            "plaintext HTTP/1.1 400"),
        row(
            "plaintext",
            c -> c.text(SERVER, "HTTP/1.1 400 Bad Request\r\n\r\n"),
            "plaintext HTTP/1.1 400"),
        row(
            "reset within the handshake",
            c -> c.send(SERVER, serverHello(false)).reset(SERVER),
            "reset by server"),
        row(
            "answer lost",
            c ->
                c.lose(SERVER, 1000)
                    .send(SERVER, new byte[500])
                    .ack(CLIENT)
                    .fin(SERVER)
                    .fin(CLIENT),
            "cut"));
  }

  private static Arguments row(String name, UnaryOperator<TcpConversation> script, String outcome) {
    return arguments(name, script, outcome);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("outcomes")
  void concludes(String name, UnaryOperator<TcpConversation> script, String expected) {
    TcpConversation c = new TcpConversation().connect().send(CLIENT, hello("a.example", true));
    assertEquals(expected, text(script.apply(c).only().outcome()));
  }

  private static String text(Outcome o) {
    if (o instanceof Outcome.Established e) {
      return "established"
          + (e.resumed() ? ", resumed" : "")
          + (e.applicationData() ? ", data" : "");
    } else if (o instanceof Outcome.Alerted a) {
      return "alert " + a.description().code() + " by " + a.by().label();
    } else if (o instanceof Outcome.EncryptedAlert a) {
      return "encrypted alert by " + a.by().label();
    } else if (o instanceof Outcome.Quit q) {
      return "quit by " + q.by().label() + (q.alert() ? ", alert" : "");
    } else if (o instanceof Outcome.Reset r) {
      return "reset by " + r.by().label();
    } else if (o instanceof Outcome.Closed r) {
      return "closed by " + r.by().label();
    } else if (o instanceof Outcome.Silence s) {
      return "silence" + (s.acknowledged() ? ", acknowledged" : "");
    } else if (o instanceof Outcome.GaveUp g) {
      return "gave up" + (g.acknowledged() ? ", acknowledged" : "");
    } else if (o instanceof Outcome.Plaintext p) {
      return "plaintext " + p.firstBytes().head(12).latin1();
    }
    return o.kind();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 6, 7, 50, 1000})
  void helloInSegmentsOfAnySize(int size) {
    Handshake h =
        new TcpConversation().connect().sendIn(CLIENT, size, hello("a.example", true)).only();
    assertEquals(Optional.of("a.example"), h.serverName());
    int bytes = hello("a.example", true).length;
    assertEquals((bytes + size - 1) / size, h.sent().orElseThrow().segments());
    assertEquals((bytes + size - 1) / size, h.frames().size());
    assertEquals(h.frame(), h.frames().get(h.frames().size() - 1));
  }

  @Test
  void theServerDoesNotWaitForTheRestOfTheHello() {
    byte[] hello = hello("a.example", true);
    byte[] begun = java.util.Arrays.copyOf(hello, 40);
    Handshake cut = new TcpConversation().connect().send(CLIENT, begun).reset(SERVER).only();
    assertTrue(cut.helloCutShort());
    assertEquals("reset by server", text(cut.outcome()));
    TcpConversation left = new TcpConversation().connect().send(CLIENT, begun).fin(CLIENT);
    assertEquals(List.of(), left.end());
    TcpConversation open = new TcpConversation().connect().send(CLIENT, begun).ack(SERVER);
    assertEquals(List.of(), open.end());
  }

  @Test
  void whatIsNoPostgresAnswersItsRequestForTls() {
    String request = "\0\0\0\b\4\u00d2\u0016/";
    Handshake refused =
        new TcpConversation()
            .connect()
            .text(CLIENT, request)
            .text(SERVER, "HTTP/1.1 400 Bad Request\r\n\r\n")
            .fin(SERVER)
            .only();
    assertEquals("postgresql", refused.preamble().orElseThrow().protocol());
    TcpConversation plain = new TcpConversation().connect().text(CLIENT, request);
    assertEquals(List.of(), plain.text(SERVER, "N").fin(CLIENT).end());
  }

  @Test
  void helloOverRecords() {
    byte[] message = java.util.Arrays.copyOfRange(hello("a.example", false), 5, 1000);
    message = java.util.Arrays.copyOf(message, hello("a.example", false).length - 5);
    byte[] first = java.util.Arrays.copyOf(message, 30);
    byte[] second = java.util.Arrays.copyOfRange(message, 30, message.length);
    Handshake h =
        new TcpConversation()
            .connect()
            .send(CLIENT, join(record(22, first), record(22, second)))
            .only();
    assertEquals(Optional.of("a.example"), h.serverName());
    assertEquals(2, h.sent().orElseThrow().records());
  }

  @Test
  void connectAuthorityIsKept() {
    Handshake h =
        new TcpConversation()
            .connect()
            .text(CLIENT, "CONNECT b.example:443 HTTP/1.1\r\nHost: b.example\r\n\r\n")
            .text(SERVER, "HTTP/1.1 200 Connection established\r\n\r\n")
            .send(CLIENT, hello("a.example", true))
            .send(SERVER, serverHello(true))
            .only();
    assertEquals("http-connect", h.preamble().orElseThrow().protocol());
    assertEquals(Optional.of("b.example:443"), h.preamble().orElseThrow().target());
    assertTrue(h.preamble().orElseThrow().server().latin1().startsWith("HTTP/1.1 200"));
    assertEquals(Answer.Kind.SERVER_HELLO, h.answer().kind());
  }

  @Test
  void proxyHeaderInTheSameSegment() {
    byte[] header =
        "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443\r\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    Handshake h =
        new TcpConversation().connect().send(CLIENT, join(header, hello("a.example", true))).only();
    assertEquals("proxy-v1", h.preamble().orElseThrow().protocol());
    assertEquals(Optional.of("198.51.100.1:443"), h.preamble().orElseThrow().target());
  }

  @Test
  void helloInsideOpenVpnIsNone() {
    byte[] header = Hex.parse("002a38d916c4860c"); // hard reset by the client
    assertEquals(
        List.of(),
        new TcpConversation()
            .connect()
            .send(CLIENT, join(header, hello("a.example", true)))
            .send(SERVER, header)
            .end());
  }

  @Test
  void startTls() {
    Handshake h =
        new TcpConversation()
            .connect()
            .text(SERVER, "220 mail.example ESMTP\r\n")
            .text(CLIENT, "EHLO a\r\n")
            .text(SERVER, "250 STARTTLS\r\n")
            .text(CLIENT, "STARTTLS\r\n")
            .text(SERVER, "220 go ahead\r\n")
            .send(CLIENT, hello("mail.example", true))
            .send(SERVER, record(21, new byte[] {2, 40}))
            .only();
    assertEquals("smtp", h.preamble().orElseThrow().protocol());
    assertEquals("alert 40 by server", text(h.outcome()));
  }

  @Test
  void retriedHelloIsAHandshakeOfItsOwn() {
    List<Handshake> all =
        new TcpConversation()
            .connect()
            .send(CLIENT, hello("a.example", true))
            .send(SERVER, helloRetryRequest())
            .send(CLIENT, hello("a.example", true))
            .send(SERVER, serverHello(true))
            .send(CLIENT, join(CCS, FINISHED13))
            .end();
    assertEquals(2, all.size());
    assertEquals(new Outcome.Retried(Outcome.Retried.By.HELLO_RETRY_REQUEST), all.get(0).outcome());
    assertEquals(Answer.Kind.HELLO_RETRY_REQUEST, all.get(0).answer().kind());
    assertEquals(Answer.Kind.SERVER_HELLO, all.get(1).answer().kind());
    assertEquals("established", text(all.get(1).outcome()));
    assertEquals(all.get(0).stream(), all.get(1).stream());
  }

  @Test
  void reusedPortIsAnotherConnection() {
    List<Handshake> all =
        new TcpConversation()
            .connect()
            .send(CLIENT, hello("a.example", true))
            .reusePort()
            .connect()
            .send(CLIENT, hello("b.example", true))
            .end();
    assertEquals(
        List.of("a.example", "b.example"),
        all.stream().map(h -> h.serverName().orElseThrow()).toList());
    assertEquals(List.of(0L, 1L), all.stream().map(Handshake::stream).toList());
  }

  @Test
  void synWithoutAnswer() {
    Handshake h = new TcpConversation().syn().wait(1000).syn().wait(2000).syn().only();
    assertEquals(new Outcome.SynUnanswered(3), h.outcome());
    assertEquals(Optional.empty(), h.sent());
  }

  @Test
  void synAnsweredWithReset() {
    assertEquals(
        new Outcome.Refused(Side.SERVER),
        new TcpConversation().syn().reset(SERVER).only().outcome());
  }

  @Test
  void oneDirectionIsNoFailure() {
    Handshake h =
        new TcpConversation()
            .syn()
            .lose(CLIENT, 1)
            .send(CLIENT, hello("a.example", true))
            .wait(9000)
            .fin(CLIENT)
            .only();
    assertEquals(new Outcome.OneSided(Side.CLIENT), h.outcome());
  }

  @Test
  void sslv2AnswerIsNoPlaintext() {
    byte[] hello =
        Hex.parse("801c" + "01" + "0002" + "0003" + "0000" + "0010" + "010080" + "01".repeat(16));
    byte[] answer =
        Hex.parse("8010" + "04" + "00" + "01" + "0002" + "0000" + "0000" + "0005" + "0102030405");
    Handshake h = new TcpConversation().connect().send(CLIENT, hello).send(SERVER, answer).only();
    assertEquals("unfinished", text(h.outcome()));
    assertEquals(Answer.Kind.DATA, h.answer().kind());
    assertTrue(h.notes().get(0).contains("SSL 2.0"), h.notes().toString());
  }

  @Test
  void sslv2HelloIsRead() {
    byte[] record =
        Hex.parse(
            "802e"
                + "01"
                + "0301"
                + "0015"
                + "0000"
                + "0010"
                + "000004000005"
                + "00000a"
                + "010080"
                + "0700c0"
                + "030080"
                + "00ff00"
                + "01".repeat(16));
    Handshake h =
        new TcpConversation()
            .connect()
            .send(CLIENT, record)
            .send(SERVER, serverHello(false))
            .only();
    assertTrue(h.sent().orElseThrow().hello().sslv2());
    assertEquals(7, h.sent().orElseThrow().hello().cipherSuites().size());
    assertEquals(Answer.Kind.SERVER_HELLO, h.answer().kind());
  }
}
