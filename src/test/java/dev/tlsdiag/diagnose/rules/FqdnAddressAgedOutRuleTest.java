package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.DnsSamples;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FqdnAddressAgedOutRuleTest {
  private static HandshakeSamples unanswered() {
    return downstream().at(60_000).unconnected(new Outcome.SynUnanswered(3));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("worked a minute ago", unanswered(), "1 error low")
            .seeing(unanswered(), downstream().number(2)),
        RuleCase.single("and the name has another address now", unanswered(), "1 error medium")
            .seeing(unanswered(), downstream().number(2))
            .asking(
                DnsSamples.address("app.example", "192.0.2.2"),
                DnsSamples.address("app.example", "192.0.2.8").at(30_000)),
        RuleCase.single("and the name has it yet", unanswered(), "1 error low")
            .seeing(unanswered(), downstream().number(2))
            .asking(DnsSamples.address("app.example", "192.0.2.2")),
        RuleCase.single("works again", unanswered(), "")
            .seeing(unanswered(), downstream().number(2), downstream().number(3).at(90_000)),
        RuleCase.single("never worked", unanswered(), "").seeing(unanswered()),
        RuleCase.single("worked for another client", unanswered(), "")
            .seeing(unanswered(), downstream().number(2).from("192.0.2.77", 40000)),
        RuleCase.single("another port worked", unanswered(), "")
            .seeing(unanswered(), downstream().number(2).to("192.0.2.2", 22)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new FqdnAddressAgedOutRule());
  }
}
