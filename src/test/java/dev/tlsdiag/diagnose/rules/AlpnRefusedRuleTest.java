package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlpnRefusedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("alert 120", downstream().alert(120), "1 error high"),
        RuleCase.single(
            "without ALPN", downstream().hello(HelloSamples.proxy()).alert(120), "1 error high"),
        RuleCase.single("by the client", downstream().clientAlert(120), ""),
        RuleCase.single("another alert", downstream().alert(40), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new AlpnRefusedRule());
  }
}
