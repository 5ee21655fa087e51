package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniMissingNoFilterChainRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("reset, a name helps", nameless().reset(), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("closed, a name helps", nameless().closed(), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("the other differs in more", nameless().reset(), "1 error medium")
            .seeing(downstream().number(5).hello(HelloSamples.proxy().name(NAME))),
        RuleCase.toProxy("no control", nameless().reset(), ""),
        RuleCase.toProxy("no name is taken too", nameless().reset(), "")
            .seeing(downstream().number(5), nameless().number(6)),
        RuleCase.toProxy("with a name", downstream().reset(), "").seeing(downstream().number(5)),
        RuleCase.single("by the server itself", nameless().reset(), "")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("taken", nameless(), "").seeing(downstream().number(5)));
  }

  private static HandshakeSamples nameless() {
    return downstream().hello(new HelloSamples().alpn("h2", "http/1.1").versions(0x0304, 0x0303));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniMissingNoFilterChainRule());
  }
}
