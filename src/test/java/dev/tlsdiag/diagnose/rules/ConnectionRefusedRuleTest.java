package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectionRefusedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "reset", downstream().unconnected(new Outcome.Refused(Side.SERVER)), "1 error high"),
        RuleCase.live(
            "live, upstream",
            LiveTrace.proxied().tls(downstream()).hop().refused(),
            "2 error high"),
        RuleCase.single("the next address takes it", refused(), "1 warning high")
            .seeing(refused(), downstream().number(5).at(4).to("192.0.2.9", 8443)),
        RuleCase.single("the next address by the other IP version", refused(), "1 warning high")
            .seeing(
                refused(),
                downstream().number(5).at(4).from("2001:db8::1", 4).to("2001:db8::2", 8443)),
        RuleCase.single("another port works", refused(), "1 error high")
            .seeing(refused(), downstream().number(5).at(4).to("192.0.2.9", 443)),
        RuleCase.single("another client is taken", refused(), "1 error high")
            .seeing(
                refused(), downstream().number(5).at(4).from("192.0.2.7", 4).to("192.0.2.9", 8443)),
        RuleCase.single("long after", refused(), "1 error high")
            .seeing(refused(), downstream().number(5).at(4000).to("192.0.2.9", 8443)),
        RuleCase.single("silent", downstream().unconnected(new Outcome.SynUnanswered(3)), ""),
        RuleCase.single("reset later", downstream().reset(), ""));
  }

  private static HandshakeSamples refused() {
    return downstream().unconnected(new Outcome.Refused(Side.SERVER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ConnectionRefusedRule());
  }
}
