package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NameNotResolvedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "no such name", LiveTrace.direct().resolve("NXDOMAIN", "no such name"), "1 error high"),
        RuleCase.live("refused", LiveTrace.direct().resolve("REFUSED", "refused"), "1 error high"),
        RuleCase.live(
            "no address", LiveTrace.direct().resolve("NOERROR", "no address"), "1 error high"),
        RuleCase.live("no answer", LiveTrace.direct().resolve("", "timed out"), "1 error medium"),
        RuleCase.live(
                "by the proxy only",
                LiveTrace.proxied().tls(downstream()).hop().resolve("", "timed out"),
                "2 error high")
            .beside(LiveTrace.direct().resolve("NOERROR", "")),
        RuleCase.live("resolved", LiveTrace.direct().resolve("NOERROR", ""), ""),
        RuleCase.single("capture", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new NameNotResolvedRule());
  }
}
