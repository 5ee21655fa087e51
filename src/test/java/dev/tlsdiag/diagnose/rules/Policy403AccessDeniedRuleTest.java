package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Policy403AccessDeniedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "direct works",
                LiveTrace.proxied()
                    .tls(downstream())
                    .http(403, "Access denied\r\n", "server", "envoy")
                    .hop(),
                "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
            "alone",
            LiveTrace.proxied()
                .tls(downstream())
                .http(403, "Access denied\r\n", "server", "envoy")
                .hop(),
            "1 error medium"),
        RuleCase.live(
                "by its length",
                LiveTrace.proxied().http(403, "", "server", "envoy", "content-length", "15").hop(),
                "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "no header, direct works",
                LiveTrace.proxied().http(403, "Access denied\r\n").hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "both alike",
                LiveTrace.proxied().http(403, "Access denied\r\n", "server", "envoy").hop(),
                "")
            .beside(LiveTrace.direct().http(403, "Access denied\r\n", "server", "envoy")),
        RuleCase.live(
                "a server's own",
                LiveTrace.proxied().http(403, "Access denied", "server", "nginx").hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "of Istio",
                LiveTrace.proxied().http(403, "RBAC: access denied", "server", "envoy").hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "handed on",
                LiveTrace.proxied()
                    .http(
                        403,
                        "Access denied\r\n",
                        "server",
                        "envoy",
                        "x-envoy-upstream-service-time",
                        "3")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new Policy403AccessDeniedRule());
  }
}
