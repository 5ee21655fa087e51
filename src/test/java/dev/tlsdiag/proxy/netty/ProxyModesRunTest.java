package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tcp.Endpoint;
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
}
