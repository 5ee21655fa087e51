package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code registry-only-blackhole}: a sidecar lets nothing out that it has no entry for. */
final class RegistryOnlyRule implements Rule {
  private static final int BAD_GATEWAY = 502;

  private static final RuleInfo INFO =
      new RuleInfo(
          "registry-only-blackhole",
          Severity.ERROR,
          "A sidecar has no entry for this host, and lets nothing out without one",
          "the sidecar has no entry for the host",
          "Give the mesh an entry whose host is the very name that is asked for.",
          List.of(
              new Fix(
                  "Istio",
                  "a ServiceEntry with exactly this host, resolution DNS, protocol HTTP, TLS or HTTPS"),
              new Fix("Istio", "outboundTrafficPolicy.mode ALLOW_ANY, as a test")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.blackHole(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.HTTP)
        .filter(place -> place.number() == 1 && place.hop().tls().isEmpty())
        .filter(place -> blackhole(((Step.Http) place.step()).exchange()))
        .map(RegistryOnlyRule::finding);
  }

  /** What Istio's route block_all answers: 502 by Envoy, and nothing else. */
  private static boolean blackhole(HttpExchange exchange) {
    return exchange.status().isPresent()
        && exchange.status().getAsInt() == BAD_GATEWAY
        && exchange.responseHeader("server").filter("envoy"::equals).isPresent()
        && exchange.responseHeader("via").isEmpty()
        && exchange.responseBytes() == 0
        && exchange.bodyStart().isEmpty();
  }

  private static Finding finding(Place place) {
    HttpExchange exchange = ((Step.Http) place.step()).exchange();
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "Envoy answers 502 without a word for %s: it has no route out for this host"
                .formatted(exchange.authority()))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the server itself may have answered 502",
            "the sidecar's access log: BlackHoleCluster or block_all");
  }
}
