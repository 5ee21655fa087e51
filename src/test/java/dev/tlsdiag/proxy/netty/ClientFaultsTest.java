package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Side;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that break off, stall or talk nonsense: each is one record that says what happened. */
class ClientFaultsTest {
  private static final String CONNECT = "CONNECT " + ProxyFixture.NAME + ":443 HTTP/1.1\r\n\r\n";
  private static final String HELLO_START =
      "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc";
  private static final Duration SHORT = Duration.ofSeconds(2);

  private final Records records = new Records();
  private final BlockingQueue<ExchangeRecord> exchanges = new LinkedBlockingQueue<>();
  private final RecordSink both =
      RecordSink.of(
          records,
          new RecordSink() {
            @Override
            public void onLeg(LegRecord leg) {}

            @Override
            public void onExchange(ExchangeRecord exchange) {
              exchanges.add(exchange);
            }
          });

  private ProxyServer proxy(Duration patience) throws IOException {
    return proxy(Map.of(), patience);
  }

  private ProxyServer proxy(Map<String, Endpoint> dial, Duration patience) throws IOException {
    ProxySettings settings =
        ProxyFixture.settings(new ProxyMode.Regular(), UpstreamTls.FAITHFUL, dial);
    return ProxyServer.start(settings, both, WireTaps.NONE, HttpProxy::of, patience);
  }

  private static RawClient client(ProxyServer proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.addresses().get(0).port());
    socket.setSoTimeout(HttpRig.PATIENCE_SECONDS * 1000);
    return new RawClient(socket);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static Stream<Arguments> brokenOff() {
    return Stream.of(
        arguments("CONNECT exa", "the client reset before the request was whole"),
        arguments(CONNECT, "the client reset before it said what it speaks, 0 bytes came"),
        arguments(
            CONNECT + HELLO_START, "the client reset before it said what it speaks, 9 bytes came"));
  }

  @ParameterizedTest
  @MethodSource("brokenOff")
  void aResetBeforeAnythingIsServedFails(String sent, String reason) throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      client.send(sent);
      if (sent.startsWith(CONNECT)) {
        client.readHead();
      }
      reset(client.socket());
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertTrue(leg.endReason().startsWith(reason.substring(0, 17)), leg.endReason());
      if (leg.bytesFromClient() == sent.length()) { // a reset may overtake what was sent before it
        assertEquals(reason, leg.endReason());
      }
      assertEquals(Optional.of(Side.CLIENT), leg.endedBy());
      assertEquals(leg.bytesFromClient() > 0, leg.failed());
    }
  }

  private static Stream<Arguments> nonsense() {
    return Stream.of(
        arguments("\u00ff\u00ff\u00ff\u0000", "the client's first bytes are neither HTTP nor TLS"),
        arguments("CONNECT " + "x".repeat(1 << 17), "the head of CONNECT has more than 64 KiB"),
        arguments("CONNECT a:99999 HTTP/1.1\r\n\r\n", "port '99999' is not within 0 to 65535"),
        arguments(
            CONNECT + "\u0016\u0003\u0001\u0000\u0004\u0002\u0000\u0000\u0000",
            "the first handshake message has type 2, not client_hello(1)"),
        arguments(
            CONNECT + "\u0016\u0003\u0001\u0000\u0004\u0001\u00ff\u00ff\u00ff",
            "the ClientHello says it has 16,777,215 bytes; 66,556 are the most that are read"),
        arguments(
            CONNECT + "\u0016\u0003\u0001\u0000\u0000".repeat(20), "a record says it has 0 bytes"));
  }

  @ParameterizedTest
  @MethodSource("nonsense")
  void whatIsNoRequestAndNoHelloFails(String sent, String reason) throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      try {
        client.send(sent);
      } catch (IOException e) {
        // The proxy had seen enough.
      }
      client.readToEnd();
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals(reason, leg.endReason());
      assertEquals(Optional.empty(), leg.endedBy());
      assertTrue(leg.failed());
      assertEquals(1, records.all().size());
    }
  }

  @Test
  void aClientWithoutAWordHasNotFailed() throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE)) {
      client(proxy).close();
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("the client left before the request was whole", leg.endReason());
      assertFalse(leg.failed());
    }
  }

  @Test
  void aClientThatStallsInTheHandshakeIsTheOneWhoDid() throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.write(CONNECT.getBytes(StandardCharsets.US_ASCII));
    sent.write(hello());
    try (ProxyServer proxy = proxy(SHORT);
        RawClient client = client(proxy)) {
      client.send(sent.toString(StandardCharsets.ISO_8859_1));
      client.readToEnd();
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("the client did not go on with the handshake within 2 s", leg.endReason());
      assertTrue(leg.failed());
    }
  }

  @Test
  void aResetWhileTheResponseWaitsForTheClientIsTold(@TempDir Path files) throws Exception {
    try (Origin origin = new Origin(ProxyFixture.server(ProxyFixture.NAME), files);
        ProxyServer proxy = proxy(to(origin), ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      SSLSocket tls = handshake(client);
      new RawClient(tls).send(request("/bytes/100000000"));
      assertEquals('H', tls.getInputStream().read()); // and no more: the proxy has to wait
      reset(client.socket());
      ExchangeRecord record = exchanges.poll(60, TimeUnit.SECONDS);
      assertEquals("connection reset by the client", record.exchange().problem().orElseThrow());
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("client reset", leg.endReason());
      assertEquals(Optional.of(Side.CLIENT), leg.endedBy());
    }
  }

  /** From outside a record of two bytes at the end looks like an alert. */
  @Test
  void aRequestBrokenOffIsNoFailureOfTls() throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE)) {
      String client =
          "printf GE | openssl s_client -quiet -proxy %s -connect %s:443 -servername %s"
              .formatted(proxy.addresses().get(0), ProxyFixture.NAME, ProxyFixture.NAME);
      ClientProgram.run("sh", "-c", client);
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("established", leg.hop().outcome().orElseThrow().kind());
      assertEquals("client closed", leg.endReason());
    }
  }

  private static Stream<Arguments> floods() {
    String ping = "\u0000\u0000\u0008\u0006\u0000\u0000\u0000\u0000\u000012345678";
    String broken = "\u0080\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001";
    return Stream.of(
        arguments(
            ping.repeat(20_000), "the client floods the connection with HTTP/2 control frames"),
        arguments(broken, "HTTP/2 error of the client: "));
  }

  @ParameterizedTest
  @MethodSource("floods")
  void theProxyEndsAConnectionThatBreaksHttp2(String frames, String reason) throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      String settings = "\u0000\u0000\u0000\u0004\u0000\u0000\u0000\u0000\u0000";
      try {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + settings + frames);
      } catch (IOException e) {
        // The proxy had seen enough.
      }
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertTrue(leg.endReason().startsWith(reason), leg.endReason());
      assertEquals(Optional.empty(), leg.endedBy());
    }
  }

  @Test
  void aRefusedRequestCounts() throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      client.send("GET http://a/ HTTP/1.1\r\nHost: a\r\nX A: 1\r\n\r\n");
      assertTrue(client.readToEnd().startsWith("HTTP/1.1 400 "));
      assertEquals(OptionalInt.of(400), exchanges.poll(60, TimeUnit.SECONDS).exchange().status());
      client.close();
      assertEquals(1, records.first(LegSide.DOWNSTREAM).requests());
    }
  }

  @Test
  void whatTheEndOfTheProxyCutsOffSaysSo() throws Exception {
    try (ProxyServer proxy = proxy(ProxyFixture.PATIENCE);
        RawClient client = client(proxy)) {
      client.send(CONNECT);
      client.readHead();
      proxy.drain(Duration.ZERO);
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertEquals("the proxy was stopped", leg.endReason());
      assertEquals(Optional.empty(), leg.endedBy());
    }
  }

  private static byte[] hello() throws GeneralSecurityException, IOException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine(ProxyFixture.NAME, 443);
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    return Arrays.copyOf(hello.array(), hello.position());
  }

  private static Map<String, Endpoint> to(Origin origin) {
    return Map.of(ProxyFixture.NAME + ":443", new Endpoint("127.0.0.1", origin.port()));
  }

  private static String request(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + ProxyFixture.NAME + "\r\n\r\n";
  }

  /** Through CONNECT; the socket below stays in the test's hand. */
  private static SSLSocket handshake(RawClient client)
      throws IOException, GeneralSecurityException {
    client.send(CONNECT);
    assertTrue(client.readHead().contains(" 200 "));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    SSLSocket tls =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(client.socket(), ProxyFixture.NAME, 443, /* autoClose= */ true);
    tls.startHandshake();
    return tls;
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
