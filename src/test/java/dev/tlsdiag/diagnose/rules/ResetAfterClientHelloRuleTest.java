package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResetAfterClientHelloRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("reset", downstream().reset(), "1 error low"),
        RuleCase.of(
            "on the second hop",
            downstream(),
            upstream(HelloSamples.client(NAME)).reset(),
            "2 error low"),
        RuleCase.single(
            "sooner than the SYN-ACK",
            downstream().resetAfter(Duration.ofNanos(90_000)),
            "1 error low"),
        RuleCase.single(
            "reset by the client", downstream().outcome(new Outcome.Reset(Side.CLIENT)), ""),
        RuleCase.single(
            "reset after the ServerHello",
            downstream().outcome(new Outcome.Reset(Side.SERVER)),
            ""),
        RuleCase.single(
            "refused before any hello",
            downstream().unconnected(new Outcome.Refused(Side.SERVER)),
            ""),
        RuleCase.single("closed", downstream().closed(), ""),
        RuleCase.single("alert", downstream().alert(40), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ResetAfterClientHelloRule());
  }
}
