package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every knob of {@link UpstreamTls}, as a server sees it. */
class UpstreamHelloTest {
  private static final UpstreamTls PLAIN = UpstreamTls.FAITHFUL.withAlpn(Optional.of(List.of()));

  private static ProxySettings settings(UpstreamTls tls, boolean boringSsl) {
    ProxySettings s = ProxyFixture.settings(new ProxyMode.Regular(), tls, Map.of());
    return ProxyFixture.boringSsl(ProxyFixture.with(s, ProxyFixture.profile(tls)), boringSsl);
  }

  private static ClientHello hello(UpstreamTls tls, boolean boringSsl, String host)
      throws Exception {
    try (HelloOrigin origin = HelloOrigin.afterHello((socket, in, out) -> {});
        ConnectorRig rig = new ConnectorRig(settings(tls, boringSsl), new Records())) {
      UpstreamException e =
          assertThrows(UpstreamException.class, () -> rig.connect(origin.endpoint(), host));
      assertEquals(Kind.TLS_CLOSED, e.failure().kind(), e.failure().detail());
      return origin.hello();
    }
  }

  static Stream<Arguments> names() {
    return Stream.of(true, false)
        .flatMap(
            boring ->
                Stream.of(
                    arguments(boring, new SniPolicy.Auto(), NAME, Optional.of(NAME)),
                    arguments(boring, new SniPolicy.Auto(), "10.0.0.1", Optional.empty()),
                    arguments(boring, new SniPolicy.Auto(), "localhost", Optional.of("localhost")),
                    arguments(boring, new SniPolicy.Auto(), "a_b.test", Optional.of("a_b.test")),
                    arguments(boring, new SniPolicy.Host(), NAME + ":8443", Optional.of(NAME)),
                    arguments(boring, new SniPolicy.None(), NAME, Optional.empty()),
                    arguments(
                        boring,
                        new SniPolicy.Fixed("fixed.test"),
                        NAME,
                        Optional.of("fixed.test"))));
  }

  @ParameterizedTest(name = "BoringSSL {0}: {1}, Host {2}")
  @MethodSource("names")
  void sendsTheName(boolean boring, SniPolicy policy, String host, Optional<String> expected)
      throws Exception {
    assertEquals(expected, hello(PLAIN.with(policy), boring, host).serverName());
  }

  @ParameterizedTest(name = "BoringSSL {0}")
  @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
  void offersAlpn(boolean boring) throws Exception {
    assertEquals(List.of(), hello(PLAIN, boring, NAME).alpnProtocols());
    List<String> both = List.of("h2", "http/1.1");
    assertEquals(both, hello(PLAIN.withAlpn(Optional.of(both)), boring, NAME).alpnProtocols());
  }

  @ParameterizedTest(name = "BoringSSL {0}")
  @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
  void limitsVersions(boolean boring) throws Exception {
    ClientHello only12 =
        hello(PLAIN.withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_2), boring, NAME);
    assertEquals(ProtocolVersion.TLS_1_2, only12.maxVersion(false));
    ClientHello only13 =
        hello(PLAIN.withVersions(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_3), boring, NAME);
    assertEquals(
        List.of(ProtocolVersion.TLS_1_3),
        only13.supportedVersions().stream().filter(v -> !v.isGrease()).toList());
  }

  @Test
  void offersOldVersions() throws Exception {
    ClientHello old =
        hello(PLAIN.withVersions(ProtocolVersion.TLS_1_0, ProtocolVersion.TLS_1_1), true, NAME);
    assertEquals(ProtocolVersion.TLS_1_1, old.maxVersion(false));
  }

  @ParameterizedTest(name = "BoringSSL {0}")
  @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
  void offersCiphers(boolean boring) throws Exception {
    List<String> wanted =
        List.of("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
    ClientHello hello =
        hello(
            PLAIN
                .withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_2)
                .withCiphers(wanted),
            boring,
            NAME);
    assertEquals(
        wanted,
        hello.cipherSuites().stream()
            .map(CipherSuite::name)
            .filter(name -> !name.contains("SCSV"))
            .toList());
  }

  @Test
  void offersGroups() throws Exception {
    ClientHello hello = hello(PLAIN.withGroups(List.of("secp384r1", "x25519")), true, NAME);
    assertEquals(
        List.of("secp384r1", "x25519"), hello.groups().stream().map(NamedGroup::name).toList());
  }

  @Test
  void refusesACipherThatIsNone() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> hello(PLAIN.withCiphers(List.of("TLS_NO_SUCH_CIPHER")), true, NAME));
    assertTrue(e.getMessage().startsWith("the TLS settings cannot be used: "), e.getMessage());
  }

  /** The client's own offer, as far as the proxy speaks it. */
  @Test
  void passesTheClientsAlpnOn() throws Exception {
    ClientHello client = hello(PLAIN.withAlpn(Optional.of(List.of("http/1.1"))), true, NAME);
    try (HelloOrigin origin = HelloOrigin.afterHello((socket, in, out) -> {});
        ConnectorRig rig = new ConnectorRig(settings(UpstreamTls.FAITHFUL, true), new Records())) {
      var route = rig.route(origin.endpoint(), "ignored.test", Optional.of(client));
      assertEquals("http/1.1", route.alpn());
      assertEquals(Optional.of(NAME), route.sni());
      assertEquals("client SNI", route.identitySource());
    }
  }

  @ParameterizedTest(name = "reuse {0}")
  @org.junit.jupiter.params.provider.ValueSource(booleans = {true, false})
  void resumesWhereItIsTold(boolean reuse) throws Exception {
    Records records = new Records();
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME), version);
          ConnectorRig rig = new ConnectorRig(settings(PLAIN.withSessions(reuse), true), records)) {
        for (int i = 0; i < 2; i++) {
          exchange(rig, origin);
        }
      }
    }
    var legs = records.of(dev.tlsdiag.proxy.core.LegRecord.LegSide.UPSTREAM, 4);
    assertEquals(
        List.of(false, reuse, false, reuse),
        legs.stream()
            .map(leg -> leg.hop().tls().orElseThrow().session().orElseThrow().resumed())
            .toList());
    assertTrue(
        legs.stream()
            .allMatch(
                leg ->
                    leg.hop().tls().orElseThrow().session().orElseThrow().peerCertificates().size()
                        == 2));
  }

  private static void exchange(ConnectorRig rig, TlsOrigin origin) throws Exception {
    var channel = rig.connect(origin.endpoint(), NAME).channel();
    channel.config().setAutoRead(true);
    channel.writeAndFlush(
        io.netty.buffer.Unpooled.copiedBuffer(
            "GET / HTTP/1.1\r\n\r\n", java.nio.charset.StandardCharsets.US_ASCII));
    assertTrue(channel.closeFuture().await(20_000));
  }

  /** From TLS 1.3 on the server says so after the handshake; the record has it all the same. */
  @Test
  void isToldThatACertificateIsWanted() throws Exception {
    Records records = new Records();
    try (TlsOrigin origin =
            TlsOrigin.asking(ProxyFixture.server(NAME), ProxyFixture.PUBLIC.certificate());
        ConnectorRig rig = new ConnectorRig(settings(PLAIN, true), records)) {
      exchange(rig, origin);
      var leg = records.first(dev.tlsdiag.proxy.core.LegRecord.LegSide.UPSTREAM);
      assertTrue(leg.endReason().startsWith("alert "), leg.endReason());
      assertTrue(leg.hop().outcome().orElseThrow() instanceof Outcome.Alerted);
    }
  }

  @Test
  void showsItsCertificate() throws Exception {
    var own = ProxyFixture.PUBLIC.issue(LeafSpec.of(List.of("client.test"), Instant.now()));
    ProxySettings s = settings(PLAIN, true);
    ProxySettings shown =
        new ProxySettings(
            s.listeners(),
            s.profile(),
            s.authority(),
            s.certificates(),
            s.upstreamTrust(),
            Optional.of(own),
            s.hosts(),
            s.dial(),
            0,
            s.idleTimeout(),
            s.maxConnections(),
            true);
    try (TlsOrigin origin =
            TlsOrigin.asking(ProxyFixture.server(NAME), ProxyFixture.PUBLIC.certificate());
        ConnectorRig rig = new ConnectorRig(shown, new Records())) {
      exchange(rig, origin);
      assertEquals("CN=client.test,O=tlsdiag", origin.clientName());
    }
  }
}
