package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionRefusedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "reset", downstream().unconnected(new Outcome.Refused(Side.SERVER)), "1 error high"),
        RuleCase.live(
            "live, upstream",
            LiveTrace.proxied().tls(downstream()).hop().refused(),
            "2 error high"),
        RuleCase.single("silent", downstream().unconnected(new Outcome.SynUnanswered(3)), ""),
        RuleCase.single("reset later", downstream().reset(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ConnectionRefusedRule());
  }
}
