package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Through a proxy of our own that runs for one request: an HTTP proxy on loopback with an authority
 * nobody else knows.
 *
 * @param options of the client; its proxy and detours are left out
 * @param clientTrust whom the client trusts besides that authority
 * @param proxyTrust whom the proxy trusts
 * @param dial where the proxy goes instead, as in {@link ProxySettings}
 * @param proxyHeader version of the PROXY header that the proxy sends; 0 for none
 */
record EmbeddedPath(
    ReplayRequest request,
    ReplayOptions options,
    Profile profile,
    CertificateAuthority authority,
    TrustAnchors clientTrust,
    TrustAnchors proxyTrust,
    Optional<Credential> clientCertificate,
    Map<String, Endpoint> dial,
    int proxyHeader)
    implements LivePath {
  private static final Duration TOLD = Duration.ofSeconds(5);

  EmbeddedPath {
    requireNonNull(request, "request is null");
    requireNonNull(options, "options is null");
    requireNonNull(profile, "profile is null");
    requireNonNull(authority, "authority is null");
    requireNonNull(clientTrust, "clientTrust is null");
    requireNonNull(proxyTrust, "proxyTrust is null");
    requireNonNull(clientCertificate, "clientCertificate is null");
    dial = Map.copyOf(dial);
  }

  @Override
  public String text() {
    return "built-in proxy, profile " + profile.name();
  }

  @Override
  public Optional<String> product() {
    return Optional.of(profile.name());
  }

  @Override
  public HopTrace run(Variation variation, String id) {
    RecordedLegs records = new RecordedLegs();
    Hop client;
    try (ProxyServer proxy = ProxyServer.start(settings(variation), records, WireTaps.NONE)) {
      Replay replay =
          new ReplayClient(id).run(variation.request(request), through(proxy.addresses().get(0)));
      client = replay.hop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.awaitEnd(TOLD);
    return records
        .upstream()
        .map(upstream -> LiveHops.proxied(id, client, upstream))
        .orElseGet(() -> LiveHops.unseen(id, client));
  }

  private ProxySettings settings(Variation variation) {
    Profile varied = profile.with(variation.proxy().apply(profile.tls()).withSessions(false));
    return new ProxySettings(
        List.of(Listen.local(new ProxyMode.Regular())),
        varied,
        Optional.of(authority.credential()),
        Map.of(),
        variation.trust().orElse(proxyTrust),
        variation.certificate().or(() -> clientCertificate),
        dev.tlsdiag.proxy.core.HostSelection.ALL,
        dial,
        proxyHeader,
        ProxySettings.USUAL_IDLE_TIMEOUT,
        ProxySettings.USUAL_MAX_CONNECTIONS,
        true);
  }

  private ReplayOptions through(Endpoint proxy) {
    TrustAnchors both =
        clientTrust.and(new TrustAnchors("the proxy's CA", List.of(authority.certificate())));
    PathOptions path =
        PathOptions.DEFAULT
            .with()
            .proxy(
                new dev.tlsdiag.replay.ProxyServer(
                    dev.tlsdiag.replay.ProxyServer.Kind.HTTP, proxy, Optional.empty()))
            .proxyTunnel(request.secure())
            .build();
    return options
        .with()
        .path(path)
        .tls(options.tls().with().anchors(both).resume(false).build())
        .build();
  }
}
