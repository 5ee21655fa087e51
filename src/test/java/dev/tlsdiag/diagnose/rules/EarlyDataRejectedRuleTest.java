package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EarlyDataRejectedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "425", LiveTrace.proxied().tls(downstream()).http(425, "").hop(), "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live("alone", LiveTrace.direct().tls(direct()).http(425, ""), "1 error high"),
        RuleCase.live("too many", LiveTrace.direct().tls(direct()).http(429, ""), ""),
        RuleCase.live("well", LiveTrace.direct().tls(direct()).http(200, ""), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new EarlyDataRejectedRule());
  }
}
