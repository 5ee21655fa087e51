package dev.tlsdiag.check;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.ProbeRun;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.Line;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Judges how the server takes names: a few hellos that differ in nothing but the name. */
final class ServerNameVerdicts {
  /** The base twice, five other names, and one of them again. */
  static final int CONNECTIONS = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Limits LIMITS = new Limits(PATIENCE, CONNECTIONS, 20);

  private ServerNameVerdicts() {}

  /** Whether hellos of our own making can be sent along the path. */
  static boolean isMeasured(PathSpec path) {
    boolean overTls =
        path.way() instanceof PathSpec.Way.Proxy proxy
            && proxy.server().kind() == ProxyServer.Kind.HTTPS;
    return !overTls
        && !(path.way() instanceof PathSpec.Way.Played)
        && !(path.way() instanceof PathSpec.Way.Lab);
  }

  /** Empty where nothing is expected of it. */
  static Optional<CheckItem> of(
      String tool, CheckSpec check, PathSpec path, LivePaths.Asked asked, RateGate gate)
      throws InterruptedException {
    Optional<Expectation.Sni> wanted = check.expected(Expectation.Sni.class);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Expectation.Sni expected = wanted.get();
    if (!isMeasured(path)) {
      String why = "not measured: a proxy that speaks TLS itself is in between";
      return Optional.of(Verdicts.item(expected, path.name(), State.SKIPPED, why, ""));
    }
    PathOptions way = Goals.options(path, asked).path();
    ReplayRequest request = asked.request();
    Endpoint target = new Endpoint(request.host(), request.port());
    Endpoint dialled =
        way.connectTo().stream()
            .filter(entry -> entry.matches(target))
            .findFirst()
            .map((ConnectTo entry) -> entry.replace(target))
            .orElse(target);
    Endpoint first = Line.first(way, dialled);
    Optional<String> address = address(way, first);
    if (address.isEmpty()) {
      String why = "'%s' has no address".formatted(first.host());
      return Optional.of(Verdicts.item(expected, path.name(), State.SKIPPED, why, ""));
    }
    gate.pass(1);
    gate.charge(CONNECTIONS - 1);
    ServerName given = asked.direct().tls().serverName();
    String host = given.kind() == ServerName.Kind.GIVEN ? given.name() : request.host();
    ProbeReport report =
        ProbeRun.run(
            new ProbeRun.Options(
                tool,
                target,
                path.way().text(),
                way.proxy().map(Object::toString),
                host,
                new Probe("base", BaseHello.of(host)),
                Set.of(Axis.SNI),
                CompletableFuture.completedFuture(Optional.empty())),
            Route.along(way, dialled, new Endpoint(address.get(), first.port())),
            LIMITS);
    return Optional.of(judged(expected, path, report));
  }

  private static Optional<String> address(PathOptions way, Endpoint first) {
    if (HostName.isAddress(first.host())) {
      return Optional.of(first.host());
    }
    Step.Resolve resolved = Line.resolve(way, first, PATIENCE);
    return resolved.addresses().stream().findFirst();
  }

  private static CheckItem judged(Expectation.Sni expected, PathSpec path, ProbeReport report) {
    if (report.serverNames().isEmpty()) {
      State state =
          report.verdict() == ProbeReport.Verdict.UNREACHABLE ? State.SKIPPED : State.UNKNOWN;
      String text = "SNI behaviour: " + report.headline();
      return Verdicts.item(expected, path.name(), state, text, "");
    }
    ProbeReport.ServerNames seen = report.serverNames().get();
    String kind = seen.kind().label();
    List<String> wanted = expected.behaviours();
    boolean fits = wanted.stream().anyMatch(w -> kind.equals(w) || kind.startsWith(w + "-"));
    String text = "SNI is " + seen.words();
    return fits
        ? Verdicts.item(expected, path.name(), State.PASSED, text, "")
        : Verdicts.item(
            expected,
            path.name(),
            State.FAILED,
            "SNI behaviour is %s, expected %s (%s)"
                .formatted(kind, String.join(" or ", wanted), seen.words()),
            "tlsdiag probe shows each hello and what came of it");
  }
}
