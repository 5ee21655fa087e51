package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SignSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterceptedPathAsymmetricRuleTest {
  private static HandshakeSamples silent() {
    return upstream(HelloSamples.proxy()).unconnected(new Outcome.SynUnanswered(3));
  }

  private static HandshakeSamples answered() {
    return silent().signs(new SignSamples().synAckTtl(61));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of("SYN-ACK on the proxy's leg", downstream(), answered(), "2 error high")
            .seeing(answered()),
        RuleCase.of("no SYN-ACK", downstream(), silent(), "").seeing(silent()),
        RuleCase.single(
                "another connection's SYN-ACK",
                downstream().unconnected(new Outcome.SynUnanswered(3)),
                "")
            .seeing(answered()),
        RuleCase.single("established", downstream().signs(new SignSamples().synAckTtl(61)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new InterceptedPathAsymmetricRule());
  }
}
