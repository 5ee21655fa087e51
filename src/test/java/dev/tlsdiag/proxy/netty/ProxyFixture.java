package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HostSelection;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.LocalReply;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Authorities and settings for tests of the proxy. */
final class ProxyFixture {
  static final String NAME = "app.example.test";
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** What the proxy's clients trust. */
  static final CertificateAuthority INTERNAL = authority("internal");

  /** What the proxy trusts. */
  static final CertificateAuthority PUBLIC = authority("public");

  private ProxyFixture() {}

  private static CertificateAuthority authority(String name) {
    return CertificateAuthority.create(
        new AuthoritySpec(name, KeyType.EC_P256, AuthoritySpec.USUAL_VALIDITY, List.of()),
        Instant.now());
  }

  static Credential server(String... names) {
    return PUBLIC.issue(LeafSpec.of(List.of(names), Instant.now()));
  }

  static Profile profile(UpstreamTls tls) {
    return new Profile(
        "test",
        "a proxy in a test",
        tls,
        List.of("h2", "http/1.1"),
        failure -> new LocalReply(502, "Bad Gateway", List.of(), failure.detail()),
        Duration.ofSeconds(5),
        true,
        1);
  }

  static ProxySettings settings(ProxyMode mode, UpstreamTls tls, Map<String, Endpoint> dial) {
    return ProxySettings.of(
            List.of(Listen.local(mode)),
            profile(tls.withAlpn(Optional.of(List.of("http/1.1")))),
            INTERNAL.credential(),
            new TrustAnchors("test", List.of(PUBLIC.certificate())))
        .dialling(dial);
  }

  static ProxySettings tapping(ProxySettings settings) {
    return selecting(
        settings, new HostSelection(List.of(), List.of(java.util.regex.Pattern.compile(""))));
  }

  static ProxySettings selecting(ProxySettings s, HostSelection hosts) {
    return new ProxySettings(
        s.listeners(),
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        hosts,
        s.dial(),
        s.sendProxyProtocol(),
        s.idleTimeout(),
        s.maxConnections(),
        s.useBoringSsl());
  }

  static ProxySettings with(ProxySettings s, Profile profile) {
    return new ProxySettings(
        s.listeners(),
        profile,
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        s.hosts(),
        s.dial(),
        s.sendProxyProtocol(),
        s.idleTimeout(),
        s.maxConnections(),
        s.useBoringSsl());
  }

  static ProxySettings boringSsl(ProxySettings s, boolean boringSsl) {
    return new ProxySettings(
        s.listeners(),
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        s.hosts(),
        s.dial(),
        s.sendProxyProtocol(),
        s.idleTimeout(),
        s.maxConnections(),
        boringSsl);
  }

  static ProxySettings limits(ProxySettings s, Duration idleTimeout, int maxConnections) {
    return new ProxySettings(
        s.listeners(),
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        s.hosts(),
        s.dial(),
        s.sendProxyProtocol(),
        idleTimeout,
        maxConnections,
        s.useBoringSsl());
  }

  static ProxySettings listening(ProxySettings s, List<Listen> listeners) {
    return new ProxySettings(
        listeners,
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        s.hosts(),
        s.dial(),
        s.sendProxyProtocol(),
        s.idleTimeout(),
        s.maxConnections(),
        s.useBoringSsl());
  }

  static ProxySettings proxyHeader(ProxySettings s, boolean in, int out) {
    return new ProxySettings(
        s.listeners().stream()
            .map(each -> new Listen(each.mode(), each.host(), each.port(), in))
            .toList(),
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        s.hosts(),
        s.dial(),
        out,
        s.idleTimeout(),
        s.maxConnections(),
        s.useBoringSsl());
  }

  static ProxyServer start(ProxySettings settings, Records records) throws IOException {
    return ProxyServer.start(settings, records, WireTaps.NONE, EchoHttpLayer::create, PATIENCE);
  }
}
