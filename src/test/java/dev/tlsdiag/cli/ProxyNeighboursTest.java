package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxyModes;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxy between servers and proxies that people use, in front of it and behind it. */
class ProxyNeighboursTest {
  private static final String NAME = InstalledServers.HOST;
  private static final String OK = "location / { return 200 \"ok $server_protocol\\n\"; }";

  @TempDir Path folder;

  private final CertificateAuthority internal =
      CertificateAuthority.create(
          new AuthoritySpec("internal", KeyType.EC_P256, Duration.ofDays(1), List.of()),
          Instant.now());
  private final ConcurrentLinkedQueue<LegRecord> legs = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<ExchangeRecord> exchanges = new ConcurrentLinkedQueue<>();

  private final RecordSink sink =
      new RecordSink() {
        @Override
        public void onLeg(LegRecord leg) {
          legs.add(leg);
        }

        @Override
        public void onExchange(ExchangeRecord exchange) {
          exchanges.add(exchange);
        }
      };

  /**
   * @param dialled where {@link #NAME} is
   * @param header version of the PROXY header to send
   */
  private ProxyServer proxy(
      String mode, Path trusted, int dialled, boolean expectsHeader, int header)
      throws IOException {
    ProxyMode parsed = ProxyModes.parse(mode).mode();
    ProxySettings usual =
        ProxySettings.of(
            List.of(new Listen(parsed, Listen.LOOPBACK, 0, expectsHeader)),
            Profiles.TLSDIAG,
            internal.credential(),
            TrustStores.load(trusted));
    ProxySettings settings =
        new ProxySettings(
            usual.listeners(),
            usual.profile(),
            usual.authority(),
            usual.certificates(),
            usual.upstreamTrust(),
            usual.clientCertificate(),
            usual.hosts(),
            Map.of(NAME + ":443", new Endpoint(Listen.LOOPBACK, dialled)),
            header,
            usual.idleTimeout(),
            usual.maxConnections(),
            usual.useBoringSsl());
    return ProxyServer.start(settings, sink, WireTaps.NONE);
  }

  private static int port(ProxyServer proxy) {
    return proxy.addresses().get(0).port();
  }

  private List<String> lines(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(words));
    ForeignProgram ran = ForeignProgram.run(folder, Map.of(), command.toArray(String[]::new));
    assertEquals(0, ran.exitCode(), ran.output());
    return ran.output().lines().toList();
  }

  private String ca() throws IOException {
    Path file = folder.resolve("internal.pem");
    return Files.writeString(file, PemWriter.certificates(List.of(internal.certificate())))
        .toString();
  }

  private LegRecord leg(LegSide side) {
    return legs.stream()
        .filter(each -> each.side() == side && each.requests() > 0)
        .findFirst()
        .orElseThrow(() -> new AssertionError(legs.toString()));
  }

  private void nothingFailed(int requests) {
    assertEquals(requests, exchanges.size(), exchanges.toString());
    for (ExchangeRecord each : exchanges) {
      assertEquals(OptionalInt.of(200), each.exchange().status(), each.toString());
    }
    assertTrue(legs.stream().noneMatch(LegRecord::failed), legs.toString());
  }

  /** Its health checks send a header too, with nobody's address. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "plain, '', false, ''",
    "version 1, send-proxy, true, proxy-v1",
    "version 2, send-proxy-v2, true, proxy-v2",
    "version 2 with TLVs, send-proxy-v2-ssl-cn, true, proxy-v2",
  })
  void standsBehindHaproxy(String what, String option, boolean header, String protocol)
      throws Exception {
    InstalledServers.require("nginx", "haproxy", "curl");
    try (InstalledServers servers = new InstalledServers(folder);
        ProxyServer proxy = proxy("regular", servers.ca, servers.nginx(OK), header, 0)) {
      int front =
          servers.haproxy(
              "mode tcp\nserver tlsdiag 127.0.0.1:%d check inter 50ms %s"
                  .formatted(port(proxy), option),
              "");
      List<String> printed =
          lines(
              "curl",
              "-sS",
              "--http1.1",
              "--cacert",
              ca(),
              "-x",
              "http://127.0.0.1:" + front,
              "-w",
              "%{local_port}",
              "https://" + NAME + "/");
      assertEquals("ok HTTP/1.1", printed.get(0));
      servers.close(); // so that no health check is under way
      proxy.drain(Duration.ofSeconds(5));
      nothingFailed(1);
      LegRecord down = leg(LegSide.DOWNSTREAM);
      if (header) {
        assertEquals(
            Optional.of(new Endpoint(Listen.LOOPBACK, Integer.parseInt(printed.get(1)))),
            down.hop().from().endpoint());
        assertEquals("http-connect", down.hop().preamble().orElseThrow().protocol());
      }
      assertEquals(Optional.of(NAME), leg(LegSide.UPSTREAM).names().upstreamSni());
    }
  }

  @ParameterizedTest(name = "version {1} to {0}")
  @CsvSource({"nginx, 1", "nginx, 2", "haproxy, 1", "haproxy, 2"})
  void tellsServersWhoTheClientIs(String server, int version) throws Exception {
    InstalledServers.require(server, "curl");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin =
          server.equals("nginx")
              ? servers.nginxListening(
                  "proxy_protocol",
                  "location / { return 200 \"$proxy_protocol_addr $proxy_protocol_port\\n\"; }")
              : servers.haproxy(
                  "mode http\n"
                      + "http-request return status 200 content-type text/plain"
                      + " lf-string \"%[src] %[src_port]\\n\"",
                  "accept-proxy ssl crt PEM");
      try (ProxyServer proxy =
          proxy("reverse:https://127.0.0.1:" + origin, servers.ca, origin, false, version)) {
        for (int client = 1; client <= 2; client++) {
          List<String> printed =
              lines(
                  "curl",
                  "-sS",
                  "--http1.1",
                  "--cacert",
                  ca(),
                  "--connect-to",
                  "::127.0.0.1:" + port(proxy),
                  "-w",
                  "%{local_ip} %{local_port}",
                  "https://" + NAME + "/");
          assertEquals(printed.get(1), printed.get(0), "no client is taken for another");
        }
        proxy.drain(Duration.ofSeconds(5));
        nothingFailed(2);
        assertEquals(2, legs.stream().filter(each -> each.side() == LegSide.UPSTREAM).count());
        assertEquals(Optional.of(NAME), leg(LegSide.UPSTREAM).names().upstreamSni());
      }
    }
  }

  @Test
  void goesThroughSquid() throws Exception {
    InstalledServers.require("nginx", "squid", "curl");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx(OK);
      int plain = servers.nginxPlain(OK);
      int squid = InstalledServers.freePort();
      Path configuration =
          Files.writeString(
              folder.resolve("squid.conf"),
              """
              http_port 127.0.0.1:%d
              http_access allow all
              pid_filename none
              cache_log /dev/null
              access_log none
              cache deny all
              pinger_enable off
              shutdown_lifetime 0 seconds
              coredump_dir /tmp
              """
                  .formatted(squid));
      servers.start(squid, "squid", "-N", "-n", "tested" + squid, "-f", configuration.toString());
      try (ProxyServer proxy =
          proxy("upstream:http://127.0.0.1:" + squid, servers.ca, origin, false, 0)) {
        String at = "http://127.0.0.1:" + port(proxy);
        String url = "https://localhost:" + origin + "/";
        assertEquals(
            List.of("ok HTTP/1.1"),
            lines("curl", "-sS", "--http1.1", "--cacert", ca(), "-x", at, url));
        assertEquals(
            List.of("ok HTTP/1.1"),
            lines("curl", "-sS", "--http2", "--cacert", ca(), "-x", at, url));
        assertEquals(
            List.of("ok HTTP/1.1"),
            lines("curl", "-sS", "-x", at, "http://127.0.0.1:" + plain + "/"));
        proxy.drain(Duration.ofSeconds(5));
        nothingFailed(3);
        LegRecord up =
            legs.stream()
                .filter(each -> each.side() == LegSide.UPSTREAM && each.hop().tls().isPresent())
                .findFirst()
                .orElseThrow();
        assertEquals("http-connect", up.hop().preamble().orElseThrow().protocol());
        assertEquals(Optional.of("localhost"), up.hop().serverName());
      }
    }
  }

  @Test
  void goesThroughMitmproxyWithItsPassword() throws Exception {
    InstalledServers.require("nginx", "mitmdump", "curl");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginxListening("http2", OK);
      int mitmproxy = InstalledServers.freePort();
      Path home = folder.resolve("mitmproxy");
      servers.start(
          mitmproxy,
          "mitmdump",
          "-q",
          "--set",
          "confdir=" + home,
          "--set",
          "ssl_verify_upstream_trusted_ca=" + servers.ca,
          "--set",
          "proxyauth=user:secret",
          "--listen-host",
          "127.0.0.1",
          "-p",
          Integer.toString(mitmproxy));
      Path trusted = home.resolve("mitmproxy-ca-cert.pem");
      try (ProxyServer proxy =
          proxy("upstream:http://user:secret@127.0.0.1:" + mitmproxy, trusted, origin, false, 0)) {
        String at = "http://127.0.0.1:" + port(proxy);
        String url = "https://localhost:" + origin + "/";
        assertEquals(
            List.of("ok HTTP/2.0"),
            lines("curl", "-sS", "--http2", "--cacert", ca(), "-x", at, url));
        assertEquals(
            List.of("ok HTTP/1.1"),
            lines("curl", "-sS", "--http1.1", "--cacert", ca(), "-x", at, url));
        proxy.drain(Duration.ofSeconds(5));
        nothingFailed(2);
        assertEquals(Optional.of("localhost"), leg(LegSide.UPSTREAM).hop().serverName());
        assertTrue(legs.stream().noneMatch(each -> each.toString().contains("dXNlcjpzZWNyZXQ")));
      }
    }
  }

  /** A response with trailers, as gRPC has them. */
  @ParameterizedTest(name = "{0} client")
  @ValueSource(strings = {"h2", "http/1.1"})
  void trailersOfNginxArrive(String protocol) throws Exception {
    InstalledServers.require("nginx", "curl", "nghttp");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin =
          servers.nginxListening(
              "http2", "location / { return 200 \"body\\n\"; add_trailer grpc-status 0; }");
      try (ProxyServer proxy =
          proxy("reverse:https://127.0.0.1:" + origin, servers.ca, origin, false, 0)) {
        String url = "https://localhost:" + port(proxy) + "/";
        List<String> printed =
            protocol.equals("h2")
                ? lines("nghttp", "-nv", "-H", "te: trailers", url)
                : lines("curl", "-sS", "--http1.1", "-D", "-", "--cacert", ca(), url);
        proxy.drain(Duration.ofSeconds(5));
        nothingFailed(1);
        assertTrue(printed.toString().contains("grpc-status"), printed.toString());
        ExchangeRecord exchange = exchanges.element();
        assertEquals(1, exchange.exchange().trailers().size(), exchange.toString());
        assertEquals(Optional.of(protocol), exchange.upstreamProtocol());
      }
    }
  }

  /** Hundreds of clients at once, and in HTTP/2 many requests at once in each. */
  @ParameterizedTest(name = "{0}, {1} connections")
  @CsvSource({"h2, 10, 20", "h2, 300, 2", "http/1.1, 300, 1"})
  void everyRequestOfH2loadIsRecorded(String protocol, int connections, int atOnce)
      throws Exception {
    InstalledServers.require("nginx", "h2load");
    try (InstalledServers servers = new InstalledServers(folder)) {
      // or nginx says goodbye after 1000 requests, and what it refused meanwhile is sent again
      int origin = servers.nginxListening("http2", "keepalive_requests 100000; " + OK);
      try (ProxyServer proxy =
          proxy("reverse:https://127.0.0.1:" + origin, servers.ca, origin, false, 0)) {
        List<String> printed =
            lines(
                "h2load",
                "-n2000",
                "-c" + connections,
                "-m" + atOnce,
                "--npn-list=" + protocol,
                "--connect-to=127.0.0.1:" + port(proxy),
                "https://" + NAME + "/");
        assertTrue(
            printed.contains(
                "requests: 2000 total, 2000 started, 2000 done, 2000 succeeded, 0 failed, 0"
                    + " errored, 0 timeout"),
            printed.toString());
        proxy.drain(Duration.ofSeconds(5));
        nothingFailed(2000);
        assertTrue(
            exchanges.stream()
                .allMatch(each -> each.upstreamProtocol().equals(Optional.of(protocol))));
        assertEquals(
            connections, legs.stream().filter(each -> each.side() == LegSide.DOWNSTREAM).count());
        for (LegRecord each : legs) {
          assertEquals(Optional.of(NAME), each.hop().serverName());
        }
        for (LegSide side : LegSide.values()) {
          long requests =
              legs.stream()
                  .filter(each -> each.side() == side)
                  .mapToLong(LegRecord::requests)
                  .sum();
          assertEquals(2000, requests, side.label());
        }
      }
    }
  }
}
