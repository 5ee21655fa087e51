package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static dev.tlsdiag.track.TcpConversation.bytes;
import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.join;
import static dev.tlsdiag.track.TcpConversation.message;
import static dev.tlsdiag.track.TcpConversation.record;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PreamblesTest {
  private static final byte[] HELLO = hello("a.example", true);
  private static final byte[] UNRECOGNIZED_NAME = record(21, new byte[] {2, 112});

  /** One thing a side says before TLS. */
  record Line(int side, Bytes text) {
    byte[] bytes() {
      return text.toArray();
    }
  }

  private static Line c(String text) {
    return new Line(CLIENT, Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Line s(String text) {
    return new Line(SERVER, Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Line cx(String hex) {
    return new Line(CLIENT, Bytes.ofHex(hex));
  }

  private static Line sx(String hex) {
    return new Line(SERVER, Bytes.ofHex(hex));
  }

  private static Arguments row(String protocol, String target, Line... lines) {
    return arguments(protocol, target, List.of(lines));
  }

  private static final String PROXY_V2 = "0d0a0d0a000d0a515549540a";

  static Stream<Arguments> dialogues() {
    return Stream.of(
        row(
            "http-connect",
            "b.example:443",
            c("CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n\r\n"),
            s("HTTP/1.1 200 Connection established\r\n\r\n")),
        row(
            "http-connect",
            "c.example:8443",
            c(
                "CONNECT b.example:443 HTTP/1.1\r\nHost: b.example:443\r\n"
                    + "Proxy-Authorization: Negotiate "
                    + "YII".repeat(900)
                    + "\r\n\r\n"),
            s(
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic"
                    + " realm=\"x\"\r\nContent-Length: 3\r\n\r\nno\n"),
            c("CONNECT c.example:8443 HTTP/1.1\r\nProxy-Authorization: Basic dTpw\r\n\r\n"),
            s("HTTP/1.0 200 OK\r\nVia: proxy\r\n\r\n")),
        row(
            "socks4",
            "198.51.100.7:443",
            cx("04 01 01bb c6336407 7573657200"),
            sx("005a 000000000000")),
        row(
            "socks4",
            "b.example:443",
            cx("04 01 01bb 00000001 00 622e6578616d706c6500"),
            sx("005a 000000000000")),
        row(
            "socks5",
            "b.example:443",
            cx("05 01 00"),
            sx("05 00"),
            cx("05 01 00 03 09 622e6578616d706c65 01bb"),
            sx("05 00 00 01 00000000 0000")),
        row(
            "socks5",
            "[2001:db8::1]:443",
            cx("05 02 00 02"),
            sx("05 02"),
            cx("01 04 75736572 04 70617373"),
            sx("01 00"),
            cx("05 01 00 04 20010db8000000000000000000000001 01bb"),
            sx("05 00 00 01 00000000 0000")),
        row("proxy-v1", "[2001:db8::2]:443", c("PROXY TCP6 2001:db8::1 2001:db8::2 40000 443\r\n")),
        row("proxy-v1", null, c("PROXY UNKNOWN\r\n")),
        row("proxy-v2", "198.51.100.1:443", cx(PROXY_V2 + "2111000c c0000201 c6336401 9c40 01bb")),
        row(
            "proxy-v2",
            "[2001:db8::2]:443",
            cx(
                PROXY_V2
                    + "2121003f 20010db8000000000000000000000001 20010db8000000000000000000000002"
                    + " 9c40 01bb 010002 6832 020009 622e6578616d706c65 030004 deadbeef")),
        row("proxy-v2", null, cx(PROXY_V2 + "20000000")),
        row("proxy-v2", null, cx(PROXY_V2 + "2011000c c0000201 c6336401 9c40 01bb")),
        row(
            "smtp",
            null,
            s("220 mail.example ESMTP Postfix\r\n"),
            c("EHLO client.example\r\n"),
            s("250-mail.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n"),
            c("STARTTLS\r\n"),
            s("220 2.0.0 Ready to start TLS\r\n")),
        row(
            "imap",
            null,
            s("* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready.\r\n"),
            c("a001 CAPABILITY\r\n"),
            s("* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na001 OK done\r\n"),
            c("a002 STARTTLS\r\n"),
            s("a002 OK Begin TLS negotiation now\r\n")),
        row(
            "pop3",
            null,
            s("+OK POP3 server ready\r\n"),
            c("STLS\r\n"),
            s("+OK Begin TLS negotiation\r\n")),
        row(
            "ftp",
            null,
            s("220 FTP server ready\r\n"),
            c("AUTH TLS\r\n"),
            s("234 AUTH TLS successful\r\n")),
        row(
            "nntp",
            null,
            s("200 news.example ready\r\n"),
            c("STARTTLS\r\n"),
            s("382 Continue with TLS negotiation\r\n")),
        row(
            "sieve",
            null,
            s("\"IMPLEMENTATION\" \"Example\"\r\n\"STARTTLS\"\r\nOK\r\n"),
            c("STARTTLS\r\n"),
            s("OK \"Begin TLS\"\r\n")),
        row(
            "xmpp",
            null,
            c(
                "<?xml version='1.0'?><stream:stream to='im.example' xmlns='jabber:client'"
                    + " xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"),
            s("<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            c("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            s("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
        row(
            "ldap",
            null,
            cx("301d 020101 7718 8016 312e332e362e312e342e312e313436362e3230303337"),
            sx(
                "3024 020101 781f 0a0100 0400 0400 8a16"
                    + " 312e332e362e312e342e312e313436362e3230303337")),
        row("postgresql", null, cx("00000008 04d2162f"), s("S")),
        row("postgresql", null, cx("00000008 04d21630"), s("N"), cx("00000008 04d2162f"), s("S")),
        row(
            "mysql",
            null,
            sx(
                "4a000000 0a 382e302e333600 08000000 0102030405060708 00 ffff ff 0200 ffdf 15"
                    + " 00000000000000000000 0102030405060708090a0b0c 00"
                    + " 6d7973716c5f6e61746976655f70617373776f726400"),
            cx("20000001 85aeff19 00000001 ff" + "00".repeat(23))),
        row(
            "rdp",
            null,
            cx("0300 0013 0ee0 0000 0000 00 0100 0800 0300 0000"),
            sx("0300 0013 0ed0 0000 1234 00 0200 0800 0200 0000")));
  }

  private static TcpConversation play(List<Line> lines) {
    TcpConversation c = new TcpConversation().connect();
    lines.forEach(line -> c.send(line.side(), line.bytes()));
    return c;
  }

  private static void check(Handshake h, String protocol, String target, byte[] serverSaid) {
    assertEquals(protocol, h.preamble().orElseThrow().protocol());
    assertEquals(Optional.ofNullable(target), h.preamble().orElseThrow().target());
    assertEquals(Optional.of("a.example"), h.serverName());
    assertEquals(Answer.Kind.ALERT, h.answer().kind());
    assertEquals(new Outcome.Alerted(Side.SERVER, 2, AlertDescription.of(112)), h.outcome());
    assertEquals(serverSaid.length, h.preamble().orElseThrow().server().length());
  }

  private static byte[] of(int side, List<Line> lines) {
    return join(
        lines.stream().filter(l -> l.side() == side).map(Line::bytes).toArray(byte[][]::new));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("dialogues")
  void segmentBySegment(String protocol, String target, List<Line> lines) {
    Handshake h = play(lines).send(CLIENT, HELLO).send(SERVER, UNRECOGNIZED_NAME).only();
    check(h, protocol, target, of(SERVER, lines));
    assertEquals(1, h.sent().orElseThrow().segments());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("dialogues")
  void byteByByte(String protocol, String target, List<Line> lines) {
    TcpConversation c = new TcpConversation().connect();
    for (Line line : lines) {
      for (byte b : line.bytes()) {
        c.send(line.side(), new byte[] {b});
        c.ack(1 - line.side());
      }
    }
    Handshake h = c.sendIn(CLIENT, 1, HELLO).sendIn(SERVER, 1, UNRECOGNIZED_NAME).only();
    check(h, protocol, target, of(SERVER, lines));
    assertEquals(HELLO.length, h.sent().orElseThrow().segments());
    assertEquals(0, h.stream());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("dialogues")
  void helloBehindTheClientsLastWord(String protocol, String target, List<Line> lines) {
    int last = lines.size() - 1;
    while (lines.get(last).side() != CLIENT) {
      last--;
    }
    TcpConversation c = play(lines.subList(0, last));
    c.send(CLIENT, join(lines.get(last).bytes(), HELLO));
    lines.subList(last + 1, lines.size()).forEach(line -> c.send(line.side(), line.bytes()));
    Handshake h = c.send(SERVER, UNRECOGNIZED_NAME).only();
    check(h, protocol, target, of(SERVER, lines.subList(0, last)));
  }

  @Test
  void refusalByTheProxyAfterTheHelloIsPlaintext() {
    Handshake h =
        new TcpConversation()
            .connect()
            .send(CLIENT, join(c("CONNECT b.example:443 HTTP/1.1\r\n\r\n").bytes(), HELLO))
            .text(SERVER, "HTTP/1.1 403 Forbidden\r\n\r\n")
            .fin(SERVER)
            .only();
    assertEquals("plaintext", h.outcome().kind());
  }

  @Test
  void tdsPacketsAreTakenOut() {
    byte[] preLogin =
        tds(0x12, 1, Hex.parse("00001500060100" + "1b0001ff" + "0c00000000" + "000001"));
    byte[] preLoginAnswer = tds(0x04, 1, Hex.parse("000006000600ff" + "0f0007d00000"));
    byte[] certificate = message(11, join(bytes(0, 0x13, 0x88, 0, 0x13, 0x85), new byte[4997]));
    byte[] flight =
        join(serverHello(false), record(22, certificate), record(22, message(14, new byte[0])));
    for (int size : new int[] {1, 7, 8, 60, 1460}) {
      for (int packet : new int[] {30, 73, 4088}) {
        TcpConversation c =
            new TcpConversation()
                .connect()
                .send(CLIENT, preLogin)
                .send(SERVER, preLoginAnswer)
                .sendIn(CLIENT, size, wrapped(HELLO, packet))
                .sendIn(SERVER, 1460, wrapped(flight, packet))
                .sendIn(
                    CLIENT,
                    size,
                    wrapped(join(record(20, new byte[] {1}), record(22, new byte[40])), packet))
                .send(
                    SERVER,
                    wrapped(join(record(20, new byte[] {1}), record(22, new byte[40])), packet))
                .send(CLIENT, record(23, new byte[200]))
                .send(SERVER, record(23, new byte[200]));
        Handshake h = c.only();
        String which = size + " " + packet;
        assertEquals("tds", h.preamble().orElseThrow().protocol(), which);
        assertEquals(Optional.of("a.example"), h.serverName(), which);
        assertEquals(new Outcome.Established(false, true), h.outcome(), which);
        assertEquals(1, h.certificates().size(), which);
        assertEquals(List.of(), h.notes(), which);
        assertEquals(h.frame(), h.frames().get(h.frames().size() - 1), which);
      }
    }
  }

  private static byte[] wrapped(byte[] stream, int packet) {
    byte[] out = new byte[0];
    for (int at = 0; at < stream.length; at += packet) {
      int end = Math.min(stream.length, at + packet);
      out = join(out, tds(0x12, end == stream.length ? 1 : 0, Arrays.copyOfRange(stream, at, end)));
    }
    return out;
  }

  private static byte[] tds(int type, int status, byte[] payload) {
    int length = payload.length + 8;
    return join(bytes(type, status, length >> 8, length & 0xff, 0, 0, 1, 0), payload);
  }
}
