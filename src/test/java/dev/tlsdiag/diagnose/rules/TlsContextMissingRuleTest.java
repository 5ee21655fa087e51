package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsContextMissingRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("another name is taken", downstream().closed(), "1 error medium")
            .seeing(other()),
        RuleCase.single("at the server", downstream().closed(), "1 error medium").seeing(other()),
        RuleCase.single("no control", downstream().closed(), ""),
        RuleCase.single("the other is closed too", downstream().closed(), "")
            .seeing(other().closed()),
        RuleCase.single("reset", downstream().reset(), "").seeing(other()),
        RuleCase.single("taken", downstream(), "").seeing(other()));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new TlsContextMissingRule());
  }
}
