package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamConnectTimeoutRuleTest {
  private static final String ENVOY =
      "upstream connect error or disconnect/reset before headers. reset reason: ";

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "timeout",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, ENVOY + "connection timeout", "server", "envoy")
                .hop(),
            "1 error medium"),
        RuleCase.live(
            "failure at once",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, ENVOY + "connection failure", "server", "envoy")
                .hop(),
            ""),
        RuleCase.live(
            "failure after 5 s, without a word",
            LiveTrace.proxied()
                .tls(downstream())
                .httpAfter(5000, 503, ENVOY + "connection failure", "server", "envoy")
                .hop(),
            "1 error medium"),
        RuleCase.live(
            "failure after 5 s with TLS's reason",
            LiveTrace.proxied()
                .tls(downstream())
                .httpAfter(
                    5000,
                    503,
                    ENVOY
                        + "connection failure, transport failure reason: TLS_error:|268435581:SSL routines",
                    "server",
                    "envoy")
                .hop(),
            ""),
        RuleCase.live(
            "the next hop was seen",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, ENVOY + "connection timeout", "server", "envoy")
                .hop()
                .tls(downstream().silent(5000, true)),
            ""),
        RuleCase.live(
            "the server's own 503",
            LiveTrace.proxied().tls(downstream()).httpAfter(5000, 503, "busy").hop(),
            ""),
        RuleCase.live("200", LiveTrace.proxied().tls(downstream()).http(200, "ok").hop(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamConnectTimeoutRule());
  }
}
