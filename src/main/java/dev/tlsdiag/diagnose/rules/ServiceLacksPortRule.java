package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code service-lacks-port}: nobody listens on the port, and a sidecar says 503 where it is asked.
 */
final class ServiceLacksPortRule implements Rule {
  /** Envoy's own stream, which it could send nowhere. */
  private static final String LOCAL_RESET = "local reset";

  private static final RuleInfo INFO =
      new RuleInfo(
          "service-lacks-port",
          Severity.ERROR,
          "A request goes to a port that the service does not have",
          "the service does not have the port",
          "Use a port that the service has, and take this request for no repro of another failure.",
          List.of(
              new Fix("request", "the port that the service has: kubectl get service, PORT(S)"),
              new Fix("request", "no repro of another 503: change one thing at a time"),
              new Fix("Kubernetes", "spec.ports of the Service, where the port is meant to be"),
              new Fix("Istio", "a sidecar goes by port and Host: a ServiceEntry for this port")),
          Optional.empty(),
          Set.of(
              "connection-refused",
              "proxy-made-status",
              "host-header-decides-route",
              "strict-mtls-receives-plaintext",
              "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.lacksPort(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    Optional<ResponseCase> sidecar =
        facts
            .control()
            .filter(control -> !control.equals(trace))
            .flatMap(control -> ResponseCase.ofClient(control, Facts.NONE).findFirst())
            .filter(ServiceLacksPortRule::resetItself);
    return sidecar.isEmpty()
        ? Stream.empty()
        : Place.failedConnects(trace)
            .filter(place -> place.number() == 1)
            .filter(
                place ->
                    ((Step.Connect) place.step()).outcome().orElseThrow()
                        instanceof Outcome.Refused)
            .map(place -> finding(place, sidecar.get()));
  }

  private static boolean resetItself(ResponseCase response) {
    return response
        .reply()
        .filter(reply -> reply.cause() == ProxyReply.Cause.UNKNOWN)
        .filter(reply -> reply.quote().endsWith(LOCAL_RESET))
        .isPresent();
  }

  private static Finding finding(Place place, ResponseCase sidecar) {
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "%s refuses the connection, and Envoy, which takes every connection and goes by port and"
                    .formatted(place.server())
                + " Host, answers %d for Host %s (%s): no service of that name has the port"
                    .formatted(sidecar.status(), sidecar.exchange().authority(), LOCAL_RESET))
        .notRuledOut(
            "a service whose programs are all down refuses as well",
            "kubectl get service,endpointslices: is the port there, with addresses?");
  }
}
