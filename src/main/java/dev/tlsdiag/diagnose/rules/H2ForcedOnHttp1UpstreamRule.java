package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code h2-forced-on-http1-upstream}: HTTP/2 is spoken to a server that did not agree to it. */
final class H2ForcedOnHttp1UpstreamRule implements Rule {
  private static final int FIRST_FAILURE = 400;

  private static final RuleInfo INFO =
      new RuleInfo(
          "h2-forced-on-http1-upstream",
          Severity.ERROR,
          "HTTP/2 is spoken to a server that did not agree to it",
          "the server does not speak HTTP/2",
          "Let both ends agree on the protocol by ALPN, or speak HTTP/1.1.",
          List.of(
              new Fix("Envoy", "alpn_protocols: [h2] beside http2_protocol_options"),
              new Fix("Envoy", "auto_config in the upstream HttpProtocolOptions"),
              new Fix("Istio", "the port's name or appProtocol: http, not http2 or grpc"),
              new Fix(
                  "Istio", "DestinationRule connectionPool.http.h2UpgradePolicy: DO_NOT_UPGRADE"),
              new Fix("curl", "without --http2-prior-knowledge")),
          Optional.empty(),
          Set.of("proxy-made-status", "strict-mtls-receives-plaintext"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.of(trace, facts)
        .filter(response -> response.exchange().protocol().equals("h2"))
        .filter(response -> !agreed(response.place()))
        .filter(H2ForcedOnHttp1UpstreamRule::refused)
        .map(H2ForcedOnHttp1UpstreamRule::finding);
  }

  private static boolean agreed(Place place) {
    return place.session().flatMap(TlsSession::alpn).filter("h2"::equals).isPresent();
  }

  /** Ended without an answer, or with one of HTTP/1. */
  private static boolean refused(ResponseCase response) {
    boolean ended =
        response.exchange().status().isEmpty() && response.exchange().problem().isPresent();
    boolean answeredInHttp1 =
        response.status() >= FIRST_FAILURE
            && response.exchange().problem().filter(p -> p.contains("HTTP/1")).isPresent();
    return ended || answeredInHttp1;
  }

  private static Finding finding(ResponseCase response) {
    boolean byServer = response.exchange().endedBy().filter(Side.SERVER::equals).isPresent();
    String problem = response.exchange().problem().orElse("");
    Finding finding =
        Finding.of(
            INFO,
            response.place(),
            Severity.ERROR,
            "HTTP/2 without agreement by ALPN: %s".formatted(problem));
    boolean sure = problem.contains("HTTP/1");
    return sure
        ? finding
        : finding
            .with(byServer ? Confidence.MEDIUM : Confidence.LOW)
            .notRuledOut("the server may end every request so", "the same request in HTTP/1.1");
  }
}
