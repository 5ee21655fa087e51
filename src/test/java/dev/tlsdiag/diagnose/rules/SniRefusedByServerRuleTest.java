package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniRefusedByServerRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("alert 112", downstream().alert(112), "1 error high"),
        RuleCase.single("alert 40, another name is taken", downstream().alert(40), "1 error medium")
            .seeing(other()),
        RuleCase.of(
            "behind a proxy",
            downstream(),
            upstream(HelloSamples.client(NAME)).alert(112),
            "2 error high"),
        RuleCase.of(
            "rewritten by the proxy",
            downstream(),
            upstream(HelloSamples.client("wrong.example")).alert(112),
            ""),
        RuleCase.single("alert 40", downstream().alert(40), ""),
        RuleCase.single("alert 40, the name is taken as well", downstream().alert(40), "")
            .seeing(other(), downstream().number(6)),
        RuleCase.single("alert 70", downstream().alert(70), "").seeing(other()),
        RuleCase.single("no name", downstream().hello(HelloSamples.proxy()).alert(112), ""),
        RuleCase.single("reset", downstream().reset(), "").seeing(other()),
        RuleCase.single("taken", downstream(), ""));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniRefusedByServerRule());
  }
}
