package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeFailureAlertRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("first answer", downstream().alert(40), "1 error low"),
        RuleCase.single(
            "without a name", downstream().hello(HelloSamples.proxy()).alert(40), "1 error low"),
        RuleCase.single("by the client", downstream().clientAlert(40), ""),
        RuleCase.single("internal_error", downstream().alert(80), "1 error low"),
        RuleCase.single("another alert", downstream().alert(112), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HandshakeFailureAlertRule());
  }
}
