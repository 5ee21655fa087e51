package dev.tlsdiag.check;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.UpstreamWitness;
import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** From specifications to requests and paths that can be run. */
final class Goals {
  /** For connections of the built-in proxy: its client waits longer. */
  private static final Duration PROXY_PATIENCE = Duration.ofSeconds(2);

  private Goals() {}

  /** The request on the direct path. */
  static LivePaths.Asked asked(CheckSpec check, RequestSpec spec) throws IOException {
    TlsOptions.Builder tls =
        TlsOptions.DEFAULT.with().serverName(spec.serverName()).insecure(spec.insecure());
    spec.alpn().ifPresent(tls::alpn);
    spec.credential().ifPresent(tls::credential);
    TrustAnchors trust = spec.trust().isPresent() ? spec.trust().get() : machine();
    tls.anchors(trust);
    PathOptions path =
        PathOptions.DEFAULT
            .with()
            .connectTo(spec.connectTo())
            .resolve(spec.resolve())
            .dnsServers(spec.dnsServers())
            .ipVersion(spec.ipVersion())
            .build();
    return asked(check, spec.request(), path, tls.build(), trust);
  }

  /** The same of a scenario that runs. */
  static LivePaths.Asked asked(CheckSpec check, RunningScenario running) {
    Target target = running.targets().get(0);
    TlsOptions.Builder tls = TlsOptions.DEFAULT.with().anchors(running.trust());
    running.clientCertificate().ifPresent(tls::credential);
    ConnectTo there =
        new ConnectTo(
            target.host(),
            OptionalInt.of(target.url().getPort()),
            target.address().host(),
            OptionalInt.of(target.address().port()));
    PathOptions path = PathOptions.DEFAULT.with().connectTo(List.of(there)).build();
    return asked(check, ReplayRequest.get(target.url()), path, tls.build(), running.trust());
  }

  private static TrustAnchors machine() throws IOException {
    String other = System.getenv().getOrDefault("SSL_CERT_FILE", "");
    return other.isEmpty() ? TrustStores.system() : TrustStores.load(Path.of(other));
  }

  private static LivePaths.Asked asked(
      CheckSpec check,
      ReplayRequest request,
      PathOptions path,
      TlsOptions tls,
      TrustAnchors trust) {
    ReplayOptions options =
        ReplayOptions.DEFAULT
            .with()
            .path(path)
            .tls(tls)
            .connectTimeout(check.timeout())
            .maxTime(check.timeout())
            .build();
    return new LivePaths.Asked(
        request, options, trust, patience(check), "tlsdiag check", List.of());
  }

  private static Duration patience(CheckSpec check) {
    return check.timeout().compareTo(PROXY_PATIENCE) < 0 ? check.timeout() : PROXY_PATIENCE;
  }

  /**
   * The direct path and another one.
   *
   * @param running the scenario; empty of a URL
   */
  static LivePaths paths(
      CheckSpec check, PathSpec path, LivePaths.Asked asked, Optional<RunningScenario> running) {
    PathOptions direct = asked.direct().path();
    if (path.way() instanceof PathSpec.Way.Proxy proxy) {
      return through(asked, detoured(direct, path).proxy(proxy.server()).build(), path);
    }
    if (path.way() instanceof PathSpec.Way.Via via) {
      return through(asked, instead(via.there()), path);
    }
    if (path.way() instanceof PathSpec.Way.Played played) {
      return played(check, played.profile(), asked, detoured(direct, path).build(), running);
    }
    if (path.way() instanceof PathSpec.Way.Lab) {
      return lab(check, asked, running.orElseThrow());
    }
    return through(asked, detoured(direct, path).build(), path);
  }

  /** The request on a path that brings no proxy of ours. */
  static ReplayOptions options(PathSpec path, LivePaths.Asked asked) {
    PathOptions.Builder way = detoured(asked.direct().path(), path);
    if (path.way() instanceof PathSpec.Way.Proxy proxy) {
      way.proxy(proxy.server());
    }
    PathOptions options =
        path.way() instanceof PathSpec.Way.Via via ? instead(via.there()) : way.build();
    return asked.direct().with().path(options).build();
  }

  private static LivePaths through(LivePaths.Asked asked, PathOptions way, PathSpec path) {
    return LivePaths.through(asked, way, path.way().text(), UpstreamWitness.NONE);
  }

  private static PathOptions instead(Endpoint there) {
    return PathOptions.DEFAULT
        .with()
        .connectTo(
            List.of(
                new ConnectTo("", OptionalInt.empty(), there.host(), OptionalInt.of(there.port()))))
        .build();
  }

  /**
   * The path's own detours count before those of the check: the first of one, the last of other.
   */
  private static PathOptions.Builder detoured(PathOptions direct, PathSpec path) {
    return direct
        .with()
        .connectTo(Stream.concat(path.connectTo().stream(), direct.connectTo().stream()).toList())
        .resolve(Stream.concat(direct.resolve().stream(), path.resolve().stream()).toList());
  }

  private static LivePaths played(
      CheckSpec check,
      Profile profile,
      LivePaths.Asked asked,
      PathOptions path,
      Optional<RunningScenario> running) {
    ReplayRequest request = asked.request();
    Endpoint server = path.dialled(new Endpoint(request.host(), request.port()));
    boolean elsewhere = !server.equals(new Endpoint(request.host(), request.port()));
    String key = HostName.canonical(request.host()) + ":" + request.port();
    UpstreamTls tls =
        asked.direct().tls().insecure()
            ? profile.tls().withVerification(false, false)
            : profile.tls();
    return LivePaths.through(
        asked,
        new LivePaths.BuiltIn(
            impatient(profile.with(tls), check),
            running.map(RunningScenario::proxyTrust).orElse(asked.trust()),
            Optional.empty(), // a proxy that ends TLS does not have the client's key
            elsewhere ? Map.of(key.toLowerCase(Locale.ROOT), server) : Map.of()));
  }

  private static LivePaths lab(CheckSpec check, LivePaths.Asked asked, RunningScenario running) {
    Scenario scenario = ((CheckSpec.Goal.Lab) check.goal()).scenario();
    if (running.proxy().isPresent()) {
      ForeignProxy foreign = running.proxy().get();
      PathOptions way =
          switch (foreign.kind()) {
            case EXPLICIT ->
                PathOptions.DEFAULT
                    .with()
                    .proxy(
                        new ProxyServer(ProxyServer.Kind.HTTP, foreign.address(), Optional.empty()))
                    .build();
            case EXPLICIT_TLS ->
                PathOptions.DEFAULT
                    .with()
                    .proxy(
                        new ProxyServer(
                            ProxyServer.Kind.HTTPS, foreign.address(), Optional.empty()))
                    .build();
            case INSTEAD_OF_SERVER -> instead(foreign.address());
          };
      return through(asked, way, PathSpec.LAB);
    }
    Profile profile =
        scenario.profile().isEmpty()
            ? Profiles.TLSDIAG
            : Profiles.named(scenario.profile()).orElseThrow();
    return LivePaths.through(
        asked,
        new LivePaths.BuiltIn(
            impatient(profile.with(scenario.knobs(profile.tls())), check),
            running.proxyTrust(),
            Optional.empty(),
            running.dial()));
  }

  /** One attempt, and one patience for TCP and handshake together. */
  private static Profile impatient(Profile profile, CheckSpec check) {
    return new Profile(
        profile.name(),
        profile.summary(),
        profile.tls(),
        profile.downstreamAlpn(),
        profile.replies(),
        patience(check),
        true,
        1);
  }
}
