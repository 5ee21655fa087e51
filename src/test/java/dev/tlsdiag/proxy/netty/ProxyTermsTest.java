package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the proxy and its clients agree on, with the HTTP layer as it is. */
class ProxyTermsTest {
  private final Records records = new Records();

  @TempDir Path folder;

  private String ca() throws Exception {
    return ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString();
  }

  private ProxyServer start(ProxySettings settings) throws Exception {
    return ProxyServer.start(settings, records, WireTaps.NONE);
  }

  @ParameterizedTest(name = "BoringSSL {0}, {1}")
  @CsvSource({
    "true, --http1.1, http/1.1",
    "true, --no-alpn, ''",
    "false, --http1.1, http/1.1",
    "false, --tls-max 1.2 --http1.1, http/1.1"
  })
  void agreesOnAProtocol(boolean boring, String options, String alpn) throws Exception {
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME));
        ProxyServer proxy =
            start(
                ProxyFixture.boringSsl(
                    ProxyFixture.settings(
                        new ProxyMode.Reverse(true, origin.endpoint()),
                        UpstreamTls.FAITHFUL,
                        Map.of()),
                    boring))) {
      String command =
          "curl -sS --cacert %s %s --connect-to ::%s https://%s/"
              .formatted(ca(), options, proxy.addresses().get(0), NAME);
      assertEquals(
          "name=" + NAME + " version=TLSv1.3\n", ClientProgram.run(command.split(" ")).output());
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      var session = down.hop().tls().orElseThrow().session().orElseThrow();
      assertEquals(Optional.of(alpn).filter(text -> !text.isEmpty()), session.alpn());
      assertEquals(2, down.hop().tls().orElseThrow().last().certificates().size());
      assertEquals(1, down.requests());
      assertEquals(Optional.of(NAME), records.first(LegSide.UPSTREAM).names().upstreamSni());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"--tls-max 1.2", "--tlsv1.3"})
  void tellsAClientThatDoesNotTrustTheProxy(String option) throws Exception {
    try (ProxyServer proxy =
        start(
            ProxyFixture.settings(
                new ProxyMode.Reverse(true, new Endpoint("127.0.0.1", 9)),
                UpstreamTls.FAITHFUL,
                Map.of()))) {
      String command =
          "curl -sS %s --connect-to ::%s https://%s/"
              .formatted(option, proxy.addresses().get(0), NAME);
      assertEquals(60, ClientProgram.run(command.split(" ")).code());
      LegRecord down = records.first(LegSide.DOWNSTREAM);
      assertEquals(
          new Outcome.Alerted(Side.CLIENT, 2, AlertDescription.UNKNOWN_CA),
          down.hop().outcome().orElseThrow());
      assertEquals("alert 48 unknown_ca from the client", down.endReason());
      assertEquals(List.of(), records.all().stream().filter(l -> l.cause() > 0).toList());
    }
  }

  @Test
  void givesRsaToThoseWhoNeedIt() throws Exception {
    try (ProxyServer proxy =
        start(
            ProxyFixture.settings(
                new ProxyMode.Reverse(true, new Endpoint("127.0.0.1", 9)),
                UpstreamTls.FAITHFUL,
                Map.of()))) {
      ClientProgram.Ran openssl =
          ClientProgram.run(
              "openssl",
              "s_client",
              "-connect",
              proxy.addresses().get(0).toString(),
              "-servername",
              NAME,
              "-CAfile",
              ca(),
              "-verify_return_error",
              "-tls1_2",
              "-sigalgs",
              "RSA+SHA256",
              "-cipher",
              "ECDHE-RSA-AES128-GCM-SHA256");
      assertTrue(
          openssl.output().contains("Cipher is ECDHE-RSA-AES128-GCM-SHA256"), openssl.output());
    }
  }
}
