package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Policy500NoPolicyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "direct works",
                LiveTrace.proxied().http(500, "", "server", "envoy", "content-length", "0").hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "without a length",
                LiveTrace.proxied().http(500, "", "server", "envoy").hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "with a body", LiveTrace.proxied().http(500, "oops", "server", "envoy").hop(), "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "handed on",
                LiveTrace.proxied()
                    .http(500, "", "server", "envoy", "x-envoy-upstream-service-time", "3")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live("both alike", LiveTrace.proxied().http(500, "", "server", "envoy").hop(), "")
            .beside(LiveTrace.direct().http(500, "", "server", "envoy")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new Policy500NoPolicyRule());
  }
}
