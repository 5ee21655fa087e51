package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniCaseMismatchRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("reset", mixed().reset(), "1 error high").seeing(downstream().number(5)),
        RuleCase.single("alert", mixed().alert(112), "1 error high").seeing(downstream().number(5)),
        RuleCase.single("another hello", mixed().silent(3000, true), "1 error medium")
            .seeing(downstream().number(5).hello(HelloSamples.proxy().name(NAME))),
        RuleCase.single("no control", mixed().reset(), ""),
        RuleCase.single("refused in lower case too", mixed().reset(), "")
            .seeing(downstream().number(5).reset()),
        RuleCase.single("taken in capitals too", mixed().reset(), "")
            .seeing(downstream().number(5), mixed().number(6)),
        RuleCase.single("for its version", mixed().alert(70), "").seeing(downstream().number(5)),
        RuleCase.single("another name", downstream().reset(), "")
            .seeing(downstream().number(5).hello(HelloSamples.client("other.example"))),
        RuleCase.single("taken", mixed(), "").seeing(downstream().number(5)));
  }

  private static HandshakeSamples mixed() {
    return downstream().hello(HelloSamples.client("App.Example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniCaseMismatchRule());
  }
}
