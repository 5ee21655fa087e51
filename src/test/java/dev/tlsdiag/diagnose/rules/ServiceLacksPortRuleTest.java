package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ServiceLacksPortRuleTest {
  private static final String RESET =
      "upstream connect error or disconnect/reset before headers. reset reason: ";

  private static LiveTrace sidecar(int status, String body) {
    return LiveTrace.proxied().http(status, body, "server", "envoy");
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "refused, and a sidecar resets itself",
                LiveTrace.direct().refused(),
                "1 error high")
            .beside(sidecar(503, RESET + "local reset")),
        RuleCase.live(
                "refused, and a sidecar could not connect either", LiveTrace.direct().refused(), "")
            .beside(sidecar(503, RESET + "connection failure")),
        RuleCase.live("refused, and no proxy at hand", LiveTrace.direct().refused(), ""),
        RuleCase.live("refused, and it works through a proxy", LiveTrace.direct().refused(), "")
            .beside(sidecar(200, "ok")),
        RuleCase.live("it works", LiveTrace.direct().tls(direct()).http(200, "ok"), "")
            .beside(sidecar(503, RESET + "local reset")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ServiceLacksPortRule());
  }
}
