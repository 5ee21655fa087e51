package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.HostSelection;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A program of the user's on both paths: first through a proxy of ours that leaves its TLS as it
 * is, then through the same proxy as it intercepts.
 */
public final class ExecComparison {
  private static final Duration TOLD = Duration.ofSeconds(5);
  private static final HostSelection NONE =
      new HostSelection(List.of(), List.of(Pattern.compile("")));

  private final Client client;
  private final Profile profile;
  private final TrustAnchors trust;
  private final Map<String, Endpoint> dial;
  private final CertificateAuthority authority =
      CertificateAuthority.create(
          new AuthoritySpec(LivePaths.AUTHORITY, KeyType.EC_P256, Duration.ofDays(1), List.of()),
          Instant.now());

  /**
   * @param trust whom the proxy trusts
   * @param dial where the proxy goes instead, by {@code host:port} in lower case
   */
  public ExecComparison(
      Client client, Profile profile, TrustAnchors trust, Map<String, Endpoint> dial) {
    this.client = requireNonNull(client, "client is null");
    this.profile = requireNonNull(profile, "profile is null");
    this.trust = requireNonNull(trust, "trust is null");
    this.dial = Map.copyOf(dial);
  }

  /** Runs the user's program. */
  public interface Client {
    /**
     * Runs it to its end.
     *
     * @param proxy what it is to take for its HTTP proxy
     * @param authority what it is to trust besides what it trusts
     */
    void run(Endpoint proxy, X509Certificate authority) throws IOException;
  }

  /**
   * Runs the program directly, and gives the paths to compare; empty where it made no TLS
   * connection through the proxy it was told of.
   *
   * @param host whose connection to look at; without one the last connection counts
   */
  public Optional<LivePaths> paths(
      Optional<String> host, Duration patience, String again, List<String> notes) {
    RecordedLegs records = ran(NONE);
    Optional<LegRecord> leg = chosen(records, host);
    if (leg.isEmpty()) {
      return Optional.empty();
    }
    Endpoint target = target(leg.get());
    Endpoint reached =
        records
            .upstreamOf(leg.get())
            .flatMap(hop -> hop.to().endpoint())
            .orElseGet(() -> leg.get().hop().to().endpoint().orElse(target));
    Hop relayed = LiveHops.untunnelled(leg.get().hop());
    HopTrace direct = LiveHops.direct(HopTrace.DIRECT, LiveHops.meant(relayed, reached));
    URI url = URI.create("https://%s/".formatted(target));
    LivePaths.Asked asked =
        new LivePaths.Asked(
            new ReplayRequest("HEAD", url, List.of(), Optional.empty()),
            options(reached),
            trust,
            patience,
            again,
            notes);
    return Optional.of(LivePaths.of(asked, direct, new Intercepted(target.host())));
  }

  private ReplayOptions options(Endpoint reached) {
    return ReplayOptions.DEFAULT
        .with()
        .path(TapPath.instead(reached))
        .tls(dev.tlsdiag.replay.TlsOptions.DEFAULT.with().anchors(trust).build())
        .build();
  }

  /** The program through the proxy as it intercepts. */
  private final class Intercepted implements LivePath {
    private final String host;

    Intercepted(String host) {
      this.host = host;
    }

    @Override
    public HopTrace run(Variation variation, String id) {
      RecordedLegs records = ran(HostSelection.ALL);
      LegRecord leg =
          chosen(records, Optional.of(host))
              .orElseThrow(
                  () ->
                      new UncheckedIOException(
                          new IOException("the command asked for " + host + " only once")));
      Hop seen = records.answered(leg);
      return records
          .upstreamOf(leg)
          .map(upstream -> LiveHops.proxied(id, seen, upstream))
          .orElseGet(() -> LiveHops.unseen(id, seen));
    }

    @Override
    public String text() {
      return "built-in proxy, profile " + profile.name();
    }

    @Override
    public Optional<String> product() {
      return Optional.of(profile.name());
    }
  }

  private RecordedLegs ran(HostSelection hosts) {
    RecordedLegs records = new RecordedLegs();
    ProxySettings settings =
        new ProxySettings(
            List.of(Listen.local(new ProxyMode.Regular())),
            profile,
            Optional.of(authority.credential()),
            Map.of(),
            trust,
            Optional.empty(),
            hosts,
            dial,
            0,
            ProxySettings.USUAL_IDLE_TIMEOUT,
            ProxySettings.USUAL_MAX_CONNECTIONS,
            true);
    try (ProxyServer proxy = ProxyServer.start(settings, records, WireTaps.NONE)) {
      client.run(proxy.addresses().get(0), authority.certificate());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    records.awaitEnd(TOLD);
    return records;
  }

  private static Optional<LegRecord> chosen(RecordedLegs records, Optional<String> host) {
    return records.clients().stream()
        .filter(leg -> host.isEmpty() || HostName.same(target(leg).host(), host.get()))
        .reduce((first, last) -> last);
  }

  private static Endpoint target(LegRecord leg) {
    return leg.target()
        .or(() -> leg.hop().preamble().flatMap(Preamble::target).map(ExecComparison::endpoint))
        .orElseGet(() -> leg.hop().to().endpoint().orElseThrow());
  }

  private static Endpoint endpoint(String authority) {
    int colon = authority.lastIndexOf(':');
    return new Endpoint(
        HostName.ofAuthority(authority), Integer.parseInt(authority.substring(colon + 1)));
  }
}
