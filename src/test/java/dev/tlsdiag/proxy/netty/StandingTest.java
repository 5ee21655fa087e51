package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.TlsSession;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** A sink that wants to know learns of a connection while it lasts. */
class StandingTest {
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  private RecordSink sink(boolean wants) {
    RecordSink sink =
        new RecordSink() {
          @Override
          public boolean wantsStanding() {
            return wants;
          }

          @Override
          public void onStanding(LegRecord soFar) {
            told.add(soFar);
          }

          @Override
          public void onLeg(LegRecord leg) {
            told.add("over " + leg.id());
          }

          @Override
          public void onExchange(ExchangeRecord exchange) {
            told.add(exchange);
          }
        };
    return RecordSink.of(new Records(), sink);
  }

  private Object next() throws InterruptedException {
    Object next = told.poll(60, TimeUnit.SECONDS);
    assertNotNull(next, "nothing is told");
    return next;
  }

  private SSLSocket client(ProxyServer proxy) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("internal", ProxyFixture.INTERNAL.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("127.0.0.1", proxy.addresses().get(0).port());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(NAME)));
    socket.setSSLParameters(parameters);
    return socket;
  }

  private static void ask(SSLSocket socket) throws Exception {
    socket
        .getOutputStream()
        .write(
            ("GET / HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertEquals('H', socket.getInputStream().read());
  }

  @Test
  void bothLegsAreToldBeforeTheRequestAndItsEnd() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyServer.start(
                ProxyFixture.settings(
                    new ProxyMode.Reverse(true, origin.endpoint()), UpstreamTls.FAITHFUL, Map.of()),
                sink(true),
                WireTaps.NONE);
        SSLSocket socket = client(proxy)) {
      ask(socket);

      LegRecord client = (LegRecord) next();
      LegRecord server = (LegRecord) next();
      assertEquals(LegSide.DOWNSTREAM, client.side());
      assertEquals(LegSide.UPSTREAM, server.side());
      assertEquals(client.id(), server.cause());
      for (LegRecord leg : List.of(client, server)) {
        assertEquals(Optional.of(NAME), leg.hop().serverName());
        TlsSession session = leg.hop().tls().orElseThrow().session().orElseThrow();
        assertEquals(Optional.of("TLS 1.3"), session.version());
        Handshake handshake = leg.hop().tls().orElseThrow().last();
        assertTrue(handshake.serverHello().isPresent());
        assertFalse(leg.failed(), leg::toString);
      }
      Object exchange = next();
      while (!(exchange instanceof ExchangeRecord)) {
        assertEquals("over " + server.id(), exchange);
        exchange = next();
      }
      assertEquals(client.id(), ((ExchangeRecord) exchange).downstream());
    }
  }

  @Test
  void aSinkThatDoesNotCareIsNotTold() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyServer.start(
                ProxyFixture.settings(
                    new ProxyMode.Reverse(true, origin.endpoint()), UpstreamTls.FAITHFUL, Map.of()),
                sink(false),
                WireTaps.NONE);
        SSLSocket socket = client(proxy)) {
      ask(socket);
      Object first = next();
      assertFalse(first instanceof LegRecord, "told of " + first);
    }
  }
}
