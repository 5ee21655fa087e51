package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole proxy, TLS and HTTP, with clients that are no part of the project. */
class ProxyHttpRunTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  private final Records records = new Records();
  private final BlockingQueue<ExchangeRecord> exchanges = new LinkedBlockingQueue<>();

  @TempDir Path folder;

  private ProxyServer start(ProxyMode mode, Map<String, Endpoint> dial) throws IOException {
    ProxySettings settings = ProxyFixture.settings(mode, UpstreamTls.FAITHFUL, dial);
    RecordSink both =
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
    return ProxyServer.start(settings, both, WireTaps.NONE);
  }

  private ExchangeRecord exchange() throws InterruptedException {
    ExchangeRecord next = exchanges.poll(60, TimeUnit.SECONDS);
    assertNotNull(next, "no record");
    return next;
  }

  private ClientProgram.Ran curl(ProxyServer proxy, String version, String url) throws Exception {
    return ClientProgram.run(
        "curl",
        "-sS",
        version,
        "--cacert",
        ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString(),
        "-x",
        "http://" + proxy.addresses().get(0),
        "-w",
        "%{http_version} %{http_code}",
        url);
  }

  @Test
  void aClientOfEitherVersionGetsTheServersAnswer() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            start(new ProxyMode.Regular(), Map.of(NAME + ":443", origin.endpoint()))) {
      String page = "name=" + NAME + " version=TLSv1.3\n";
      String url = "https://" + NAME + "/a?b";
      assertEquals(page + "1.1 200", curl(proxy, "--http1.1", url).output());
      assertEquals("http/1.1", exchange().exchange().protocol());
      assertEquals(page + "2 200", curl(proxy, "--http2", url).output());
      ExchangeRecord record = exchange();
      assertEquals("h2", record.exchange().protocol());
      assertEquals(url, record.exchange().target());
      assertEquals(Optional.of("http/1.1"), record.upstreamProtocol());
      for (LegRecord leg : records.of(LegSide.UPSTREAM, 2)) {
        assertEquals(1, leg.requests());
      }
      assertTrue(records.all().stream().anyMatch(leg -> leg.id() == record.upstream()));
    }
  }

  @Test
  void aRequestInAbsoluteFormNeedsNoTunnel() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        ProxyServer proxy = start(new ProxyMode.Regular(), Map.of())) {
      String url = "http://" + origin.endpoint() + "/";
      assertEquals("hi1.1 200", curl(proxy, "--http1.1", url).output());
      assertEquals(url, exchange().exchange().target());
    }
  }

  /** What a client agreed on with the proxy is not what a server in the clear speaks. */
  @Test
  void aServerInTheClearBehindTlsIsAskedInHttp1() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        ProxyServer proxy = start(new ProxyMode.Reverse(false, origin.endpoint()), Map.of())) {
      ClientProgram.Ran ran =
          ClientProgram.run(
              "curl",
              "-sS",
              "--http2",
              "--cacert",
              ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString(),
              "--connect-to",
              "::" + proxy.addresses().get(0),
              "-w",
              "%{http_version} %{http_code}",
              "https://" + NAME + "/");
      assertEquals("hi2 200", ran.output());
      assertEquals(Optional.of("http/1.1"), exchange().upstreamProtocol());
    }
  }

  @Test
  void anUpgradeInATunnelInTheClearIsAPipe() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                          + "Upgrade: websocket\r\n\r\n");
                  connection.send(connection.read(4));
                });
        ProxyServer proxy = start(new ProxyMode.Regular(), Map.of());
        RawClient client = client(proxy)) {
      client.send("CONNECT " + origin.endpoint() + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertTrue(client.readHead().contains(" 200 "));
      client.send(
          "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertTrue(client.readHead().startsWith("HTTP/1.1 101 "));
      client.send("ping");
      assertEquals("ping", client.readToEnd());
      client.socket().shutdownOutput(); // the server has closed its half, now both are
      ExchangeRecord record = exchange();
      assertEquals(OptionalInt.of(101), record.exchange().status());
      assertEquals(4, record.exchange().requestBytes());
      assertEquals(4, record.exchange().responseBytes());
    }
  }

  private static RawClient client(ProxyServer proxy) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.addresses().get(0).port());
    socket.setSoTimeout(20_000);
    return new RawClient(socket);
  }

  /** TLS 1.3 tells a client after its handshake that its certificate is missing. */
  @Test
  void anAlertAfterTheHandshakeIsTheReasonInTheRecord() throws Exception {
    try (TlsOrigin origin =
            TlsOrigin.asking(ProxyFixture.server(NAME), ProxyFixture.INTERNAL.certificate());
        ProxyServer proxy =
            start(new ProxyMode.Regular(), Map.of(NAME + ":443", origin.endpoint()))) {
      assertTrue(curl(proxy, "--http2", "https://" + NAME + "/").output().endsWith("2 502"));
      UpstreamFailure failure = exchange().localReply().orElseThrow();
      assertEquals(UpstreamFailure.Kind.TLS_ALERT, failure.kind(), failure.detail());
    }
  }
}
