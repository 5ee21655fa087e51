package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SynUnansweredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "three tries", downstream().unconnected(new Outcome.SynUnanswered(3)), "1 error low"),
        RuleCase.single(
            "a router answers",
            downstream()
                .unconnected(new Outcome.SynUnanswered(2))
                .icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 13, 0)),
            "1 error high"),
        RuleCase.single(
            "one try", downstream().unconnected(new Outcome.SynUnanswered(1)), "1 warning low"),
        RuleCase.of(
            "on the second hop",
            downstream(),
            upstream(HelloSamples.proxy()).unconnected(new Outcome.SynUnanswered(3)),
            "2 error low"),
        RuleCase.single("refused", downstream().unconnected(new Outcome.Refused(Side.SERVER)), ""),
        RuleCase.single("silent after the hello", downstream().silent(4000, true), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SynUnansweredRule());
  }
}
