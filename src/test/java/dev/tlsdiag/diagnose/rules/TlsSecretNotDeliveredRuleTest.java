package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsSecretNotDeliveredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("two names", downstream().reset(), "1 error low").seeing(other().reset()),
        RuleCase.toProxy("closed, two names", downstream().closed(), "1 error low")
            .seeing(other().closed()),
        RuleCase.toProxy("it worked before", downstream().at(5000).reset(), "1 error medium")
            .seeing(other().at(6000).reset(), other().number(8).at(10)),
        RuleCase.toProxy("one name alone", downstream().reset(), ""),
        RuleCase.toProxy("others fail otherwise", downstream().reset(), "")
            .seeing(other().alert(112)),
        RuleCase.toProxy("a third name works", downstream().reset(), "")
            .seeing(
                other().reset(), downstream().number(8).hello(HelloSamples.client("c.example"))),
        RuleCase.toProxy("it works again", downstream().at(5000).reset(), "")
            .seeing(other().at(6000).reset(), other().number(8).at(7000)),
        RuleCase.toProxy("taken", downstream(), "").seeing(other()));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new TlsSecretNotDeliveredRule());
  }
}
