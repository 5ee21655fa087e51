package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyMadeStatusRuleTest {
  private static final String ENVOY =
      "upstream connect error or disconnect/reset before headers. reset reason: connection failure";

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "Envoy, its leg failed",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, ENVOY)
                .hop()
                .tls(upstream(HelloSamples.client(NAME)).reset()),
            "1 error high"),
        RuleCase.live(
                "Envoy, direct works",
                LiveTrace.proxied().tls(downstream()).http(503, ENVOY).hop(),
                "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "Envoy on both paths",
                LiveTrace.proxied().tls(downstream()).http(503, ENVOY).hop(),
                "1 error low")
            .beside(LiveTrace.direct().tls(direct()).http(503, ENVOY)),
        RuleCase.live(
            "Envoy before the server",
            LiveTrace.direct().tls(direct()).http(503, ENVOY),
            "1 error medium"),
        RuleCase.live(
            "nobody's text, its leg failed",
            LiveTrace.proxied()
                .tls(downstream())
                .http(502, "oops")
                .hop()
                .tls(upstream(HelloSamples.client(NAME)).reset()),
            "1 error high"),
        RuleCase.live(
            "forbidden by policy",
            LiveTrace.proxied().tls(downstream()).http(403, "Access denied\r\n").hop(),
            "1 warning high"),
        RuleCase.live(
                "forbidden by policy, direct works",
                LiveTrace.proxied().tls(downstream()).http(403, "Access denied\r\n").hop(),
                "1 error high")
            .beside(LiveTrace.direct().http(200, "")),
        RuleCase.live(
            "gRPC",
            LiveTrace.proxied()
                .tls(downstream())
                .http(200, "", "grpc-status", "14", "grpc-message", ENVOY.replace(" ", "%20"))
                .hop(),
            "1 error high"),
        RuleCase.live(
            "the server's 503",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, "busy")
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""),
        RuleCase.live(
            "Envoy only handed it on",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, ENVOY, "x-envoy-upstream-service-time", "4")
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""),
        RuleCase.live("well", LiveTrace.proxied().tls(downstream()).http(200, ENVOY).hop(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProxyMadeStatusRule());
  }
}
