package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniTrailingDotRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("reset, works without", dotted().reset(), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("alert 112", dotted().alert(112), "1 error medium"),
        RuleCase.single("alert 40", dotted().alert(40), "1 error low"),
        RuleCase.single("silence", dotted().silent(3000, true), "1 error low"),
        RuleCase.single("refused without, too", dotted().reset(), "1 error low")
            .seeing(downstream().number(5).reset()),
        RuleCase.single("taken with the dot, too", dotted().reset(), "").seeing(dotted().number(5)),
        RuleCase.single("for its version", dotted().alert(70), ""),
        RuleCase.single("no dot", downstream().reset(), ""),
        RuleCase.single("taken", dotted(), ""));
  }

  private static HandshakeSamples dotted() {
    return downstream().hello(HelloSamples.client("app.example."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniTrailingDotRule());
  }
}
