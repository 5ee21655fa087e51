package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code h2-coalesced-to-wrong-host}: a request went over a connection that was made for another
 * host.
 */
final class H2CoalescedToWrongHostRule implements Rule {
  private static final int MISDIRECTED_REQUEST = 421;

  private static final RuleInfo INFO =
      new RuleInfo(
          "h2-coalesced-to-wrong-host",
          Severity.ERROR,
          "A request went over a connection that was made for another host",
          "the connection was made for another host",
          "Let one place serve all hosts of a certificate, or answer 421 so that clients retry.",
          List.of(
              new Fix("Istio", "one Gateway for the wildcard certificate, not one for each host"),
              new Fix("Envoy", "421 where :authority and SNI differ, by a filter"),
              new Fix("nginx", "a certificate of its own for each host, or 421 by default_server"),
              new Fix("client", "a fresh connection for the host; curl --http1.1")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(
            response ->
                response.status() == MISDIRECTED_REQUEST
                    || response.status() == 404 && response.because(ProxyReply.Cause.NO_ROUTE))
        .flatMap(response -> finding(response).stream());
  }

  private static Optional<Finding> finding(ResponseCase response) {
    Optional<String> name =
        response
            .place()
            .hop()
            .serverName()
            .filter(sni -> !HostName.same(sni, response.askedHost()));
    return name.map(
        sni ->
            Finding.of(
                    INFO,
                    response.place(),
                    Severity.ERROR,
                    "the connection was made for %s and the request on it asks for %s: %d"
                        .formatted(sni, response.askedHost(), response.status()))
                .with(response.status() == MISDIRECTED_REQUEST ? Confidence.MEDIUM : Confidence.LOW)
                .notRuledOut(
                    "the server may not know %s on any connection".formatted(response.askedHost()),
                    "the same request on a fresh connection with server_name "
                        + response.askedHost()));
  }
}
