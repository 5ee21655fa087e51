package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CloseAfterClientHelloRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("closed", downstream().closed(), "1 error low"),
        RuleCase.of(
            "on the second hop",
            downstream(),
            upstream(HelloSamples.client(NAME)).closed(),
            "2 error low"),
        RuleCase.single(
            "closed after the ServerHello",
            downstream().outcome(new Outcome.Closed(Side.SERVER)),
            ""),
        RuleCase.single("by the client", downstream().outcome(new Outcome.Closed(Side.CLIENT)), ""),
        RuleCase.single("reset", downstream().reset(), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CloseAfterClientHelloRule());
  }
}
