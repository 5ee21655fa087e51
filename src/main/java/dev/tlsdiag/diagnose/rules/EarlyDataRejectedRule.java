package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code early-data-rejected}: a server wants the request again, without early data. */
final class EarlyDataRejectedRule implements Rule {
  private static final int TOO_EARLY = 425;

  private static final RuleInfo INFO =
      new RuleInfo(
          "early-data-rejected",
          Severity.ERROR,
          "A server wants the request again, without early data",
          "the server refuses early data",
          "Let who took early data hand 425 on to the client, or take none.",
          List.of(
              new Fix(
                  "nginx", "ssl_early_data off; or proxy_set_header Early-Data $ssl_early_data"),
              new Fix("HAProxy", "http-request wait-for-handshake; without allow-0rtt"),
              new Fix("Apache Traffic Server", "proxy.config.ssl.server.max_early_data 0"),
              new Fix("client", "send the request again after the handshake (RFC 8470)")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.status() == TOO_EARLY)
        .map(
            response ->
                Finding.of(
                    INFO,
                    response.place(),
                    Severity.ERROR,
                    "the answer is 425 Too Early%s: a request that came as early data, or is said"
                            .formatted(response.besides())
                        + " to"));
  }
}
