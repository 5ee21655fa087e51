package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniIsIpRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("address for a name", address().alert(112), "1 error medium"),
        RuleCase.single("address for a name, reset", address().reset(), "1 error low"),
        RuleCase.single("a name helps", address().reset(), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single(
                "tunnel to an address", nameless().connect("192.0.2.9:443").reset(), "1 error high")
            .seeing(downstream().number(5).connect("192.0.2.9:443")),
        RuleCase.single(
            "tunnel to an address, no control",
            nameless().connect("192.0.2.9:443").alert(40),
            "1 error low"),
        RuleCase.single("tunnel to a name", nameless().connect("app.example:443").reset(), ""),
        RuleCase.single("address is taken, too", address().reset(), "").seeing(address().number(5)),
        RuleCase.single("nobody knows what was asked", nameless().reset(), ""),
        RuleCase.single("a name", downstream().reset(), ""),
        RuleCase.single("taken", nameless().connect("192.0.2.9:443"), ""));
  }

  private static HandshakeSamples address() {
    return downstream().hello(HelloSamples.client("192.0.2.9"));
  }

  private static HandshakeSamples nameless() {
    return downstream().hello(new HelloSamples().alpn("h2", "http/1.1").versions(0x0304, 0x0303));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniIsIpRule());
  }
}
