package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProxyModesRunTest {
  private final Records records = new Records();

  @TempDir Path folder;

  private String ca() throws Exception {
    return ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString();
  }

  private static Map<String, Endpoint> dial(TlsOrigin origin) {
    return Map.of(NAME + ":443", origin.endpoint());
  }

  private static String url(ProxyServer proxy) {
    return proxy.addresses().get(0).toString();
  }

  @Test
  void interceptsConnect() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(new ProxyMode.Regular(), UpstreamTls.FAITHFUL, dial(origin)),
                records)) {
      ClientProgram.Ran curl =
          ClientProgram.run(
              "curl",
              "-sS",
              "--http1.1",
              "--cacert",
              ca(),
              "-x",
              "http://" + url(proxy),
              "https://" + NAME + "/");
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(Decision.INTERCEPT, down.decision());
      assertEquals(Optional.of(NAME), down.names().clientSni());
      assertEquals(Optional.of(NAME), down.names().routeKey());
      assertEquals(
          List.of(Step.Kind.CONNECT, Step.Kind.TUNNEL, Step.Kind.TLS),
          down.hop().steps().stream().map(Step::kind).toList());
      assertEquals("established", down.hop().outcome().orElseThrow().kind());
      assertEquals(1, down.requests());
      assertEquals(down.id(), up.cause());
      assertEquals(
          new LegRecord.Names(
              Optional.of(NAME), Optional.of(NAME), Optional.of(NAME), Optional.of(NAME)),
          up.names());
      assertEquals("established", up.hop().outcome().orElseThrow().kind());
      assertTrue(
          up.hop()
              .tls()
              .orElseThrow()
              .session()
              .orElseThrow()
              .verification()
              .orElseThrow()
              .problem()
              .isEmpty());
      assertEquals(2, up.hop().tls().orElseThrow().last().certificates().size());
    }
  }

  @Test
  void tapsConnect() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.tapping(
                    ProxyFixture.settings(
                        new ProxyMode.Regular(), UpstreamTls.FAITHFUL, dial(origin))),
                records)) {
      String pub = ClientProgram.pem(folder, ProxyFixture.PUBLIC.certificate()).toString();
      ClientProgram.Ran curl =
          ClientProgram.run(
              "curl",
              "-sS",
              "--cacert",
              pub,
              "-x",
              "http://" + url(proxy),
              "https://" + NAME + "/");
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(Decision.TAP, down.decision());
      assertEquals(Decision.TAP, up.decision());
      assertEquals(
          down.hop().tls().orElseThrow().first().sent().orElseThrow().message(),
          up.hop().tls().orElseThrow().first().sent().orElseThrow().message());
      assertEquals("established", up.hop().outcome().orElseThrow().kind());
    }
  }

  @Test
  void servesSocks() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(new ProxyMode.Socks5(), UpstreamTls.FAITHFUL, dial(origin)),
                records)) {
      ClientProgram.Ran curl =
          ClientProgram.run(
              "curl",
              "-sS",
              "--http1.1",
              "--cacert",
              ca(),
              "--socks5-hostname",
              url(proxy),
              "https://" + NAME + "/");
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      assertEquals("socks5", down.hop().preamble().orElseThrow().protocol());
      assertEquals(Optional.of(NAME + ":443"), down.hop().preamble().orElseThrow().target());
      assertEquals("established", down.hop().outcome().orElseThrow().kind());
    }
  }

  /** The client's name is kept though the target is an address: the case others get wrong. */
  @Test
  void keepsTheNameInReverse() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(
                    new ProxyMode.Reverse(true, origin.endpoint()), UpstreamTls.FAITHFUL, Map.of()),
                records)) {
      ClientProgram.Ran curl =
          ClientProgram.run(
              "curl",
              "-sS",
              "--http1.1",
              "--cacert",
              ca(),
              "--connect-to",
              "::" + url(proxy),
              "https://" + NAME + "/");
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(Optional.of(NAME), up.names().upstreamSni());
      assertEquals(Optional.of("127.0.0.1"), up.names().routeKey());
      assertEquals(
          "client SNI",
          up.hop()
              .tls()
              .orElseThrow()
              .session()
              .orElseThrow()
              .verification()
              .orElseThrow()
              .identitySource());
    }
  }

  @Test
  void tapsOneServer() throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME), "TLSv1.2");
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(
                    new ProxyMode.Tap(origin.endpoint()), UpstreamTls.FAITHFUL, Map.of()),
                records)) {
      ClientProgram.Ran openssl =
          ClientProgram.run(
              "openssl",
              "s_client",
              "-connect",
              url(proxy),
              "-servername",
              NAME,
              "-alpn",
              "http/1.1");
      assertTrue(openssl.output().contains("ECDHE"), openssl.output());
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(Optional.of(NAME), up.hop().serverName());
      assertEquals(Decision.TAP, up.decision());
      assertEquals(Optional.of(Side.CLIENT), records.first(LegSide.DOWNSTREAM).endedBy());
    }
  }

  @Test
  void goesThroughAnotherProxy() throws Exception {
    Records outer = new Records();
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer second =
            ProxyFixture.start(
                ProxyFixture.tapping(
                    ProxyFixture.settings(
                        new ProxyMode.Regular(), UpstreamTls.FAITHFUL, dial(origin))),
                outer);
        ProxyServer proxy =
            ProxyFixture.start(
                ProxyFixture.settings(
                    new ProxyMode.Upstream(
                        false, second.addresses().get(0), Optional.of("Basic c2VjcmV0")),
                    UpstreamTls.FAITHFUL,
                    Map.of()),
                records)) {
      ClientProgram.Ran curl =
          ClientProgram.run(
              "curl",
              "-sS",
              "--http1.1",
              "--cacert",
              ca(),
              "-x",
              "http://" + url(proxy),
              "https://" + NAME + "/");
      assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
      LegRecord up = records.first(LegSide.UPSTREAM);
      assertEquals(
          List.of(Step.Kind.CONNECT, Step.Kind.TUNNEL, Step.Kind.TLS),
          up.hop().steps().stream().map(Step::kind).toList());
      assertEquals(Optional.of(NAME), up.hop().serverName());
      LegRecord next = outer.first(LegSide.DOWNSTREAM);
      assertFalse(next.toString().contains("c2VjcmV0"), "the secret is in no record");
      assertFalse(up.toString().contains("c2VjcmV0"), "the secret is in no record");
      String asked = next.hop().preamble().orElseThrow().client().latin1();
      assertTrue(asked.contains("Proxy-Authorization: *"), asked);
    }
  }

  @Test
  void readsAndSendsProxyHeaders() throws Exception {
    for (int version = 1; version <= 2; version++) {
      Records far = new Records();
      try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
          ProxyServer inner =
              ProxyFixture.start(
                  ProxyFixture.proxyHeader(
                      ProxyFixture.settings(
                          new ProxyMode.Reverse(true, origin.endpoint()),
                          UpstreamTls.FAITHFUL,
                          Map.of()),
                      true,
                      0),
                  far);
          ProxyServer outer =
              ProxyFixture.start(
                  ProxyFixture.proxyHeader(
                      ProxyFixture.settings(
                          new ProxyMode.Tap(inner.addresses().get(0)),
                          UpstreamTls.FAITHFUL,
                          Map.of()),
                      false,
                      version),
                  records)) {
        ClientProgram.Ran curl =
            ClientProgram.run(
                "curl",
                "-sS",
                "--http1.1",
                "--cacert",
                ca(),
                "--connect-to",
                "::" + url(outer),
                "https://" + NAME + "/");
        assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
        LegRecord told = far.first(LegSide.DOWNSTREAM);
        int number = version;
        LegRecord client =
            records.first(
                leg ->
                    leg.side() == LegSide.DOWNSTREAM
                        && leg.hop().to().endpoint().equals(Optional.of(outer.addresses().get(0))));
        assertEquals(client.hop().from().endpoint(), told.hop().from().endpoint());
        assertEquals("proxy-v" + number, told.hop().preamble().orElseThrow().protocol());
      }
    }
  }

  @Test
  void saysWhatIsWrongWithAProxyHeader() throws Exception {
    try (ProxyServer proxy =
        ProxyFixture.start(
            ProxyFixture.proxyHeader(
                ProxyFixture.settings(new ProxyMode.Regular(), UpstreamTls.FAITHFUL, Map.of()),
                true,
                0),
            records)) {
      ClientProgram.run("curl", "-sS", "http://" + url(proxy) + "/");
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertTrue(leg.endReason().startsWith("the PROXY header cannot be read: u"), leg.endReason());
      assertTrue(leg.failed());
    }
  }
}
