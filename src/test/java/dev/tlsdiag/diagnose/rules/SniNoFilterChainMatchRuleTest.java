package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniNoFilterChainMatchRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("another name is taken", downstream().reset(), "1 error medium")
            .seeing(other()),
        RuleCase.toProxy("other ALPN is taken", downstream().reset(), "1 error medium")
            .seeing(
                downstream()
                    .number(5)
                    .hello(new HelloSamples().name(NAME).versions(0x0304, 0x0303))),
        RuleCase.toProxy("no control", downstream().reset(), ""),
        RuleCase.toProxy("this name is taken as well", downstream().reset(), "")
            .seeing(other(), downstream().number(6)),
        RuleCase.toProxy("the other fails now and then", downstream().reset(), "")
            .seeing(other(), other().number(6).reset()),
        RuleCase.toProxy("in another tunnel", downstream().connect("app.example:443").reset(), "")
            .seeing(other().connect("other.example:443")),
        RuleCase.toProxy("in another capture", downstream().reset(), "")
            .seeing(other().in("b.pcap")),
        RuleCase.toProxy(
                "from elsewhere", downstream().reset().signs(SignSamples.hopLimits(60, 250)), "")
            .seeing(other()),
        RuleCase.single("by the server itself", downstream().reset(), "").seeing(other()),
        RuleCase.toProxy("closed", downstream().closed(), "").seeing(other()),
        RuleCase.toProxy("taken", downstream(), "").seeing(other()));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniNoFilterChainMatchRule());
  }
}
