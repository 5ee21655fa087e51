package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How proxies and servers of others refuse a tunnel, and what it is taken for. */
class RefusingProxiesTest {
  @TempDir Path folder;
  private InstalledServers servers;

  @BeforeEach
  void prepare() throws IOException {
    servers = new InstalledServers(folder);
  }

  @AfterEach
  void end() {
    servers.close();
  }

  @Test
  void nginxIsNoForwardProxy() throws IOException {
    InstalledServers.require("nginx");
    assertEquals(
        List.of("connect-to-something-that-is-not-a-forward-proxy"),
        found(servers.nginxPlain("location / { return 200 hello; }"), "https://app.example.test/"));
  }

  @Test
  void nginxWithTlsIsNoForwardProxy() throws IOException {
    InstalledServers.require("nginx");
    assertEquals(
        List.of("connect-to-something-that-is-not-a-forward-proxy"),
        found(servers.nginx("location / { return 200 hello; }"), "https://app.example.test/"));
  }

  @Test
  void squidForbidsPorts() throws IOException {
    assertEquals(
        List.of("connect-403-port-or-policy"),
        found(squid("http_access deny all"), "https://app.example.test:8443/"));
  }

  @Test
  void squidWantsCredentials() throws IOException {
    Path helper = folder.resolve("nobody.sh");
    Files.writeString(helper, "#!/bin/sh\nwhile read line; do echo ERR; done\n");
    Files.setPosixFilePermissions(helper, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(
        List.of("connect-407-auth"),
        found(
            squid(
                "auth_param basic program "
                    + helper
                    + "\nacl known proxy_auth REQUIRED\nhttp_access allow known\nhttp_access deny all"),
            "https://app.example.test/"));
  }

  /** Without DNS squid 5 answers a CONNECT with ERR_CANNOT_FORWARD alone: nothing is guessed. */
  @Test
  void squidDoesNotSayThatItCannotResolve() throws IOException {
    assertEquals(
        List.of("proxy-refused-connect"),
        found(
            squid("dns_nameservers 127.0.0.1\ndns_timeout 1 second\nhttp_access allow all"),
            "https://nobody.invalid/"));
  }

  private int squid(String lines) throws IOException {
    InstalledServers.require("squid");
    int port = InstalledServers.freePort();
    Files.setPosixFilePermissions( // as root it becomes another user
        folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path configuration =
        Files.writeString(
            folder.resolve("squid.conf"),
            """
            http_port 127.0.0.1:%d
            pid_filename none
            cache_log %s/cache.log
            access_log none
            cache deny all
            coredump_dir %s
            shutdown_lifetime 0 seconds
            pinger_enable off
            %s
            """
                .formatted(port, folder, folder, lines));
    // A name of its own: another squid may have the usual shared memory.
    servers.start(port, "squid", "-N", "-n", "tested" + port, "-f", configuration.toString());
    return port;
  }

  /** The findings of a request through this port, the worst first. */
  private static List<String> found(int port, String url) throws IOException {
    ReplayOptions options =
        ReplayOptions.DEFAULT
            .with()
            .path(PathOptions.DEFAULT.with().proxy(ProxyServer.parse("127.0.0.1:" + port)).build())
            .connectTimeout(Duration.ofSeconds(20))
            .build();
    Hop hop = new ReplayClient("proxied").run(ReplayRequest.get(URI.create(url)), options).hop();
    HopTrace trace = new HopTrace(HopTrace.PROXIED, List.of(hop), List.of());
    return new Engine(Rules.ALL).run(trace, Facts.NONE).stream().map(Finding::rule).toList();
  }
}
