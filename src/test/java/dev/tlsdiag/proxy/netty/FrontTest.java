package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients do before anything is decided, and what the record says of it. */
class FrontTest {
  private final Records records = new Records();

  private static ProxySettings settings(ProxyMode mode) {
    return ProxyFixture.settings(mode, UpstreamTls.FAITHFUL, Map.of());
  }

  private static RawClient client(ProxyServer proxy) throws IOException {
    Endpoint address = proxy.addresses().get(0);
    Socket socket = new Socket(address.host(), address.port());
    socket.setSoTimeout(20_000);
    return new RawClient(socket);
  }

  static Stream<Arguments> rubbish() {
    ProxyMode regular = new ProxyMode.Regular();
    ProxyMode socks = new ProxyMode.Socks5();
    ProxyMode reverse = new ProxyMode.Reverse(true, new Endpoint("127.0.0.1", 9));
    return Stream.of(
        arguments(
            "garbage", regular, "\0\1\2", "the client's first bytes are neither HTTP nor TLS"),
        arguments(
            "TLS to the proxy itself",
            regular,
            "\26\3\1\0\5\1\0\0\1\0",
            "the ClientHello cannot be read: legacy_version at byte 0: needs 2 bytes, 1 left"),
        arguments(
            "another record inside the hello",
            reverse,
            "\26\3\1\0\5\1\0\1\0\3" + "\27\3\3\0\1\0",
            "a record of type 23 stands inside the ClientHello"),
        arguments(
            "another handshake message",
            reverse,
            "\26\3\1\0\5\2\0\0\1\0",
            "the first handshake message has type 2, not client_hello(1)"),
        arguments(
            "garbage for a TLS server",
            reverse,
            "SSH-2.0-x\r\n",
            "the client's first bytes are neither TLS nor HTTP, and the server speaks TLS"),
        arguments(
            "CONNECT nowhere",
            regular,
            "CONNECT a.test:x HTTP/1.1\r\n\r\n",
            "port 'x' is not within 0 to 65535"),
        arguments(
            "CONNECT of HTTP/9",
            regular,
            "CONNECT a.test:1 HTTP/9\r\n\r\n",
            "the request line of CONNECT cannot be read"),
        arguments(
            "a header bomb",
            regular,
            "CONNECT a.test:443 HTTP/1.1\r\n" + "X: y\r\n".repeat(12_000),
            "the head of CONNECT has more than 64 KiB"),
        arguments("SOCKS 4", socks, "\4\1", "the client's first byte is 0x04, not SOCKS version 5"),
        arguments(
            "SOCKS with a password",
            socks,
            "\5\1\2",
            "the client does not offer SOCKS without a password"),
        arguments(
            "SOCKS BIND",
            socks,
            "\5\1\0\5\2\0\1\1\1\1\1\0\1",
            "the client asks for SOCKS command 2; only CONNECT is served"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rubbish")
  void closesAndSaysWhy(String name, ProxyMode mode, String bytes, String reason) throws Exception {
    try (ProxyServer proxy = ProxyFixture.start(settings(mode), records);
        RawClient client = client(proxy)) {
      client.send(bytes);
      client.readToEnd();
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals(reason, leg.endReason());
      assertEquals(Decision.NONE, leg.decision());
      assertEquals(bytes.length(), leg.bytesFromClient());
      assertEquals(1, records.all().size());
    }
  }

  @Test
  void waitsNotForEver() throws Exception {
    try (ProxyServer proxy =
            ProxyServer.start(
                settings(new ProxyMode.Regular()),
                records,
                WireTaps.NONE,
                EchoHttpLayer::create,
                Duration.ofMillis(2000));
        RawClient silent = client(proxy)) {
      silent.send("CONNECT a.test:443 HTTP/1.1\r\n\r\n").readHead();
      silent.send("\26\3\1\1\0\1");
      silent.readToEnd();
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("the ClientHello was not whole after 2 s, 6 bytes came", leg.endReason());
      assertEquals(Optional.empty(), leg.endedBy());
      assertEquals(Optional.of(new Endpoint("a.test", 443)), leg.target());
    }
  }

  @Test
  void saysThatTheClientLeft() throws Exception {
    try (ProxyServer proxy = ProxyFixture.start(settings(new ProxyMode.Regular()), records)) {
      try (RawClient client = client(proxy)) {
        client.send("CONN");
      }
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("the client left before the request was whole", leg.endReason());
      assertEquals(Optional.of(Side.CLIENT), leg.endedBy());
    }
  }

  /** In segments of one byte, through a tap of the whole. */
  @Test
  void readsAHelloByteByByte() throws Exception {
    byte[] hello = Hellos.of(NAME, 0);
    try (HelloOrigin origin =
            HelloOrigin.afterHello(
                (socket, in, out) -> out.write(new byte[] {21, 3, 3, 0, 2, 2, 112}));
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.tapping(settings(new ProxyMode.Reverse(true, origin.endpoint()))),
                records);
        RawClient client = client(proxy)) {
      client.socket().setTcpNoDelay(true);
      for (byte b : hello) {
        client.socket().getOutputStream().write(b);
      }
      assertEquals(Optional.of(NAME), origin.hello().serverName());
      client.readToEnd();
      client.close();
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      assertEquals(Optional.of(NAME), down.names().clientSni());
      assertEquals(
          new Outcome.Alerted(Side.SERVER, 2, dev.tlsdiag.tls.AlertDescription.UNRECOGNIZED_NAME),
          down.hop().outcome().orElseThrow());
      assertEquals(down.hop().outcome(), records.first(LegSide.UPSTREAM).hop().outcome());
    }
  }

  /** TLS to a listener for HTTP is refused, and the record has the hello as it was sent. */
  @Test
  void readsAHelloForNobodyByteByByte() throws Exception {
    byte[] hello = Hellos.of(NAME, 0);
    try (ProxyServer proxy = ProxyFixture.start(settings(new ProxyMode.Regular()), records);
        RawClient client = client(proxy)) {
      client.socket().setTcpNoDelay(true);
      for (byte b : hello) {
        client.socket().getOutputStream().write(b);
      }
      client.readToEnd();
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      assertEquals(Optional.of(NAME), down.hop().serverName());
      assertTrue(down.endReason().contains("TLS to a proxy"), down.endReason());
    }
  }

  /** A hello of 64 KiB goes through a tap; BoringSSL refuses it, which the record says. */
  @Test
  void readsAHugeHello() throws Exception {
    byte[] hello = Hellos.of(NAME, 64 * 1024 - 200);
    try (HelloOrigin origin = HelloOrigin.afterHello((socket, in, out) -> {})) {
      try (ProxyServer proxy =
              ProxyFixture.start(
                  ProxyFixture.tapping(settings(new ProxyMode.Reverse(true, origin.endpoint()))),
                  records);
          RawClient client = client(proxy)) {
        client.socket().getOutputStream().write(hello);
        assertEquals(Optional.of(NAME), origin.hello().serverName());
        client.readToEnd();
        client.close();
        assertEquals(
            new Outcome.Closed(Side.SERVER),
            records.first(LegSide.DOWNSTREAM).hop().outcome().orElseThrow());
      }
      Records refused = new Records();
      try (ProxyServer proxy =
              ProxyFixture.start(
                  settings(new ProxyMode.Reverse(true, origin.endpoint())), refused);
          RawClient client = client(proxy)) {
        client.socket().getOutputStream().write(hello);
        client.readToEnd();
        LegRecord leg = refused.first(LegSide.DOWNSTREAM);
        assertTrue(leg.endReason().contains("EXCESSIVE_MESSAGE_SIZE"), leg.endReason());
        assertEquals("alert", leg.hop().outcome().orElseThrow().kind());
      }
    }
  }

  @Test
  void relaysWhatIsNeitherTlsNorHttp() throws Exception {
    try (HelloOrigin origin =
            HelloOrigin.afterConnect(
                (socket, in, out) -> {
                  byte[] all = in.readAllBytes(); // until the client closes its half
                  out.write(("got " + all.length).getBytes(StandardCharsets.US_ASCII));
                });
        ProxyServer proxy = ProxyFixture.start(settings(new ProxyMode.Regular()), records);
        RawClient client = client(proxy)) {
      client.send("CONNECT " + origin.endpoint() + " HTTP/1.1\r\n\r\n").readHead();
      client.send("\0\1\2\3");
      client.socket().shutdownOutput();
      assertEquals("got 4", client.readToEnd());
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals(Decision.TAP, leg.decision());
      assertEquals(Optional.of(Side.CLIENT), leg.endedBy());
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(4, up.bytesFromClient());
      assertEquals(5, up.bytesFromServer());
    }
  }

  /** What a server resets, the client sees reset. */
  @Test
  void relaysAReset() throws Exception {
    try (HelloOrigin origin =
            HelloOrigin.afterHello((socket, in, out) -> socket.setSoLinger(true, 0));
        ProxyServer proxy =
            ProxyFixture.start(settings(new ProxyMode.Tap(origin.endpoint())), records);
        RawClient client = client(proxy)) {
      client.socket().getOutputStream().write(Hellos.of(NAME, 0));
      assertEquals("<reset>", client.readToEnd());
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(new Outcome.Reset(Side.SERVER), up.hop().outcome().orElseThrow());
      assertEquals("server reset", up.endReason());
    }
  }

  @Test
  void refusesClientsAboveTheLimit() throws Exception {
    ProxySettings s = settings(new ProxyMode.Regular());
    try (ProxyServer proxy =
            ProxyFixture.start(ProxyFixture.limits(s, s.idleTimeout(), 2), records);
        RawClient first = client(proxy);
        RawClient second = client(proxy)) {
      first.send("CONNECT a.test:443 HTTP/1.1\r\n\r\n").readHead();
      second.send("CONNECT a.test:443 HTTP/1.1\r\n\r\n").readHead();
      try (RawClient third = client(proxy)) {
        third.readToEnd();
      }
      assertEquals(
          "refused: 2 clients are connected, and no more are served",
          records.first(LegSide.DOWNSTREAM).endReason());
    }
  }

  @Test
  void closesIdleConnections() throws Exception {
    try (HelloOrigin origin = HelloOrigin.afterConnect((socket, in, out) -> in.read());
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.limits(
                    settings(new ProxyMode.Tap(origin.endpoint())), Duration.ofMillis(300), 10),
                records);
        RawClient client = client(proxy)) {
      client.readToEnd();
      assertEquals("no traffic for 300 ms", records.first(LegSide.DOWNSTREAM).endReason());
    }
  }

  @Test
  void tellsEveryOpenConnectionWhenItEnds() throws Exception {
    try (ProxyServer proxy = ProxyFixture.start(settings(new ProxyMode.Regular()), records)) {
      List<RawClient> open = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        RawClient client = client(proxy);
        client.send("CONNECT a.test:443 HTTP/1.1\r\n\r\n").readHead();
        open.add(client);
      }
      proxy.drain(Duration.ofMillis(100));
      assertTrue(records.ended());
      long downs = records.all().stream().filter(l -> l.side() == LegSide.DOWNSTREAM).count();
      assertEquals(open.size(), downs);
      for (RawClient each : open) {
        each.close();
      }
    }
  }

  @Test
  void namesTheAddressThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ProxySettings s = settings(new ProxyMode.Regular());
      Listen listen = new Listen(new ProxyMode.Regular(), "127.0.0.1", taken.getLocalPort(), false);
      IOException e =
          assertThrows(
              IOException.class,
              () -> ProxyFixture.start(ProxyFixture.listening(s, List.of(listen)), records));
      assertEquals(
          "cannot listen on 127.0.0.1:%d: the address is in use".formatted(taken.getLocalPort()),
          e.getMessage());
      Listen foreign = new Listen(new ProxyMode.Regular(), "192.0.2.1", 0, false);
      IOException noAddress =
          assertThrows(
              IOException.class,
              () -> ProxyFixture.start(ProxyFixture.listening(s, List.of(foreign)), records));
      assertEquals(
          "cannot listen on 192.0.2.1:0: this machine has no such address", noAddress.getMessage());
    }
  }
}
