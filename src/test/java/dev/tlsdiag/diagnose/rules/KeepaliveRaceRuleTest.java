package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeepaliveRaceRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "direct works",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "95")
                    .hop(),
                "1 error low")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "its hop was seen",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "95")
                    .hop()
                    .tls(upstream(HelloSamples.client(NAME)).reset()),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
            "no control",
            LiveTrace.proxied()
                .asked(
                    "http://svc.example/",
                    "svc.example",
                    "http/1.1",
                    503,
                    "",
                    "server",
                    "envoy",
                    "content-length",
                    "95")
                .hop(),
            ""),
        RuleCase.live(
                "another reason",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "a foreign Host",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "95")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "both alike",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "95")
                    .hop(),
                "")
            .beside(LiveTrace.direct().http(503, "", "server", "envoy", "content-length", "95")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new KeepaliveRaceRule());
  }
}
