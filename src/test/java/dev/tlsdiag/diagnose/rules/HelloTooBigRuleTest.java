package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelloTooBigRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("a ticket", ticket(3000).closed(), "1 error medium")
            .seeing(ticket(0).number(5)),
        RuleCase.single(
                "in pieces, smaller ones are taken",
                ticket(3000).pieces(3, 1).closed(),
                "1 error medium")
            .seeing(ticket(1000).number(5).pieces(2, 1)),
        RuleCase.single("in pieces, whole ones are taken", ticket(3000).pieces(3, 1).closed(), "")
            .seeing(ticket(0).number(5)),
        RuleCase.single("no control", ticket(3000).closed(), ""),
        RuleCase.single("larger ones are taken", ticket(3000).closed(), "")
            .seeing(ticket(0).number(5), ticket(4000).number(6)),
        RuleCase.single("hardly larger", ticket(50).closed(), "").seeing(ticket(0).number(5)),
        RuleCase.single("another name", ticket(3000).closed(), "")
            .seeing(downstream().number(5).hello(HelloSamples.client("other.example"))),
        RuleCase.single("taken", ticket(3000), "").seeing(ticket(0).number(5)));
  }

  private static HandshakeSamples ticket(int length) {
    HelloSamples hello =
        HelloSamples.client(NAME).extension(ExtensionType.SESSION_TICKET, "00".repeat(length));
    return downstream().sized(hello);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HelloTooBigRule());
  }
}
