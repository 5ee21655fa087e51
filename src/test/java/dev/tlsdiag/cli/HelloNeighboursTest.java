package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said of servers and proxies of others that refuse a ClientHello, beside one they take.
 */
class HelloNeighboursTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final ClientHello HELLO = BaseHello.of(InstalledServers.HOST);
  private static final Framing CUT = new Framing(List.of(), List.of(64), Duration.ofMillis(20));

  @TempDir Path folder;
  private InstalledServers servers;

  @BeforeEach
  void start() throws IOException {
    servers = new InstalledServers(folder);
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private static Handshake seen(int port, ClientHello hello, Framing framing) {
    Prober prober =
        new Prober(
            Route.direct(new Endpoint(LOOPBACK, port)), Limits.DEFAULT.withPatience(PATIENCE));
    Observation observed = prober.send(new Probe("seen", hello, framing, Preface.NONE));
    assertEquals(Optional.empty(), observed.problem());
    return observed.handshake();
  }

  /** The error about the first one, the second one being known too. */
  private static String diagnosed(boolean proxy, Handshake refused, Handshake taken) {
    Connection connection = new Connection(List.of(refused));
    HopTrace trace =
        proxy
            ? HopTrace.downstreamOnly(HopTrace.PROXIED, connection)
            : HopTrace.single(HopTrace.DIRECT, connection);
    Facts facts = new Facts(Optional.empty(), List.of(refused, taken));
    List<Finding> findings =
        new Engine(Rules.ALL)
            .run(trace, facts).stream().filter(f -> f.severity() == Severity.ERROR).toList();
    assertTrue(findings.size() == 1, () -> refused.outcome() + " " + findings);
    return findings.get(0).rule() + " " + findings.get(0).confidence().label();
  }

  private int haproxy(String lines) throws IOException {
    InstalledServers.require("haproxy", "nginx");
    int origin = servers.nginx("return 204;");
    return servers.haproxy(
        """
        mode tcp
        tcp-request inspect-delay 5s
        %s
        server origin 127.0.0.1:%d
        """
            .formatted(lines, origin),
        "");
  }

  @Test
  void haproxyThatRejectsWhoNamesNobody() throws IOException {
    int port =
        haproxy(
            """
            tcp-request content accept if { req.ssl_sni -m found }
            tcp-request content reject if { req.ssl_hello_type 1 }""");
    Handshake nameless = seen(port, HELLO.without(ExtensionType.SERVER_NAME), Framing.ONE);
    assertEquals(
        "sni-missing-no-filter-chain high",
        diagnosed(true, nameless, seen(port, HELLO, Framing.ONE)));
  }

  @Test
  void haproxyThatRejectsOneName() throws IOException {
    int port =
        haproxy(
            """
            tcp-request content reject if { req.ssl_sni -i denied.example.test }
            tcp-request content accept if { req.ssl_hello_type 1 }""");
    ClientHello denied = HELLO.with(Extensions.serverName("denied.example.test"));
    String said = diagnosed(true, seen(port, denied, Framing.ONE), seen(port, HELLO, Framing.ONE));
    assertTrue(
        List.of("sni-no-filter-chain-match medium", "tls-context-missing-for-sni medium")
            .contains(said),
        said);
  }

  @Test
  void haproxyThatComparesNamesByteByByte() throws IOException {
    int port =
        haproxy(
            """
            tcp-request content accept if { req.ssl_sni -m str app.example.test }
            tcp-request content reject if { req.ssl_hello_type 1 }""");
    ClientHello capitals = HELLO.with(Extensions.serverName("App.Example.test"));
    assertEquals(
        "sni-case-mismatch high",
        diagnosed(true, seen(port, capitals, Framing.ONE), seen(port, HELLO, Framing.ONE)));
  }

  /** What was right as long as hellos had one segment. */
  @Test
  void haproxyThatDecidesOnTheFirstSegment() throws IOException {
    InstalledServers.require("haproxy", "nginx");
    int origin = servers.nginx("return 204;");
    int port =
        servers.haproxy(
            """
            mode tcp
            tcp-request content accept if { req.ssl_sni -i app.example.test }
            tcp-request content reject
            server origin 127.0.0.1:%d
            """
                .formatted(origin),
            "defer-accept");
    Handshake whole = seen(port, HELLO, Framing.ONE);
    Handshake cut = seen(port, HELLO, CUT);
    String said = diagnosed(true, cut, whole);
    assertEquals("clienthello-split high", said);
  }

  @Test
  void nginxThatRejectsHandshakesWithOtherNames() throws IOException {
    InstalledServers.require("nginx");
    int port = servers.nginx("server_name app.example.test; return 204; ssl_reject_handshake on;");
    Handshake refused = seen(port, HELLO, Framing.ONE);
    assertEquals("sni-refused-by-server high", diagnosed(false, refused, refused));
  }

  private int openssl(String... options) throws IOException {
    InstalledServers.require("openssl");
    int port = InstalledServers.freePort();
    List<String> words =
        new ArrayList<>(
            List.of(
                "openssl",
                "s_server",
                "-accept",
                LOOPBACK + ":" + port,
                "-cert",
                folder.resolve("leaf.pem").toString(),
                "-key",
                folder.resolve("leaf.key").toString(),
                "-www"));
    words.addAll(List.of(options));
    servers.start(port, words.toArray(String[]::new));
    return port;
  }

  @Test
  void opensslThatInsistsOnItsName() throws IOException {
    int port =
        openssl(
            "-servername",
            InstalledServers.HOST,
            "-servername_fatal",
            "-cert2",
            folder.resolve("leaf.pem").toString(),
            "-key2",
            folder.resolve("leaf.key").toString());
    ClientHello other = HELLO.with(Extensions.serverName("other.example.test"));
    assertEquals(
        "sni-refused-by-server high",
        diagnosed(false, seen(port, other, Framing.ONE), seen(port, HELLO, Framing.ONE)));
  }

  @Test
  void opensslWithOneGroup() throws IOException {
    int port = openssl("-groups", "P-384", "-tls1_3");
    ClientHello without =
        HELLO.with(Extensions.supportedGroups(List.of(NamedGroup.X25519, NamedGroup.SECP256R1)));
    assertEquals(
        "upstream-group-or-cipher-mismatch high",
        diagnosed(false, seen(port, without, Framing.ONE), seen(port, HELLO, Framing.ONE)));
  }

  @Test
  void opensslWithOneCipherSuite() throws IOException {
    int port = openssl("-tls1_2", "-cipher", "ECDHE-ECDSA-CHACHA20-POLY1305");
    ClientHello old = HELLO.with(Extensions.supportedVersions(List.of(ProtocolVersion.TLS_1_2)));
    ClientHello without =
        old.withCipherSuites(List.of(CipherSuite.of(0xc02b), CipherSuite.of(0xc02c)));
    assertEquals(
        "upstream-group-or-cipher-mismatch high",
        diagnosed(false, seen(port, without, Framing.ONE), seen(port, old, Framing.ONE)));
  }
}
