package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniPolicyDenyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("another name is let through", downstream().reset(), "1 error medium")
            .seeing(other()),
        RuleCase.single("on the proxy's leg", downstream().reset(), "1 error medium")
            .seeing(other()),
        RuleCase.of(
                "behind a proxy",
                downstream(),
                upstream(HelloSamples.client(NAME)).reset(),
                "2 error medium")
            .seeing(upstream(HelloSamples.client("other.example")).number(5)),
        RuleCase.of(
                "the name was rewritten",
                downstream(),
                upstream(HelloSamples.client("wrong.example")).reset(),
                "")
            .seeing(upstream(HelloSamples.client("other.example")).number(5)),
        RuleCase.single("no control", downstream().reset(), ""),
        RuleCase.single("this name is taken as well", downstream().reset(), "")
            .seeing(other(), downstream().number(6)),
        RuleCase.single("in capitals it is taken", downstream().reset(), "")
            .seeing(other(), downstream().number(6).hello(HelloSamples.client("APP.example"))),
        RuleCase.toProxy("at a proxy's listener", downstream().reset(), "").seeing(other()),
        RuleCase.single(
                "from elsewhere", downstream().reset().signs(SignSamples.hopLimits(60, 250)), "")
            .seeing(other()),
        RuleCase.single("closed", downstream().closed(), "").seeing(other()),
        RuleCase.single("taken", downstream(), "").seeing(other()));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniPolicyDenyRule());
  }
}
