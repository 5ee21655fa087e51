package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JavaOmitsSniRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "a tunnel to a name", java("").connect("app:443").reset(), "1 error medium"),
        RuleCase.single(
                "a name helps", java("").connect("app.example:443").alert(40), "1 error high")
            .seeing(downstream().number(5).connect("app.example:443")),
        RuleCase.single(
            "the client does not like the certificate",
            java("").connect("app.example:443").clientAlert(46),
            "1 error medium"),
        RuleCase.single("a tunnel to an address", java("").connect("192.0.2.9:443").reset(), ""),
        RuleCase.single("nobody knows what was asked", java("").reset(), ""),
        RuleCase.single(
            "not Java",
            downstream().hello(HelloSamples.proxy()).connect("app.example:443").reset(),
            ""),
        RuleCase.single("with a name", java(NAME).connect("app.example:443").reset(), ""),
        RuleCase.single("taken", java("").connect("app.example:443"), ""),
        RuleCase.single("none is taken, too", java("").connect("app.example:443").reset(), "")
            .seeing(java("").number(5).connect("app.example:443")));
  }

  /** A hello of this very JDK. */
  private static HandshakeSamples java(String name) {
    return downstream().sent(JavaHello.of(name));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new JavaOmitsSniRule());
  }
}
