package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.SignSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyDropOnSynRuleTest {
  private static HandshakeSamples unanswered() {
    return downstream().unconnected(new Outcome.SynUnanswered(3));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("another port answers", unanswered(), "1 error medium")
            .seeing(unanswered(), downstream().number(2).to("192.0.2.2", 22)),
        RuleCase.single("another port refuses", unanswered(), "1 error medium")
            .seeing(
                unanswered(),
                downstream()
                    .number(2)
                    .to("192.0.2.2", 22)
                    .unconnected(new Outcome.Refused(Side.SERVER))),
        RuleCase.single("another client is answered", unanswered(), "1 error medium")
            .seeing(unanswered(), downstream().number(2).from("192.0.2.77", 40001)),
        RuleCase.single(
            "prohibited, says a router",
            unanswered().icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 13, 0)),
            "1 error high"),
        RuleCase.single(
            "unreachable, says a router",
            unanswered().icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 1, 0)),
            ""),
        RuleCase.single("another port is silent too", unanswered(), "")
            .seeing(unanswered(), unanswered().number(2).to("192.0.2.2", 22)),
        RuleCase.single("another address answers", unanswered(), "")
            .seeing(unanswered(), downstream().number(2).to("192.0.2.3", 8443)),
        RuleCase.single("on this host", unanswered().from("192.0.2.2", 40000), "")
            .seeing(
                unanswered().from("192.0.2.2", 40000),
                downstream().from("192.0.2.2", 40001).number(2).to("192.0.2.2", 22)),
        RuleCase.single("nothing else seen", unanswered(), "").seeing(unanswered()),
        RuleCase.single("one try", downstream().unconnected(new Outcome.SynUnanswered(1)), "")
            .seeing(downstream().number(2).to("192.0.2.2", 22)),
        RuleCase.single("it worked before", unanswered().at(60_000), "")
            .seeing(
                unanswered().at(60_000),
                downstream().number(2),
                downstream().number(3).to("192.0.2.2", 22)),
        RuleCase.single(
                "the answer is there", unanswered().signs(new SignSamples().synAckTtl(61)), "")
            .seeing(
                unanswered().signs(new SignSamples().synAckTtl(61)),
                downstream().number(2).to("192.0.2.2", 22)),
        RuleCase.single("established", downstream(), "")
            .seeing(downstream().number(2).to("192.0.2.2", 22)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PolicyDropOnSynRule());
  }
}
