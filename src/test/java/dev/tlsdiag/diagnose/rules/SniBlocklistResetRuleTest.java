package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniBlocklistResetRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
                "another hop limit",
                downstream().reset().signs(SignSamples.hopLimits(60, 250)),
                "1 error high")
            .seeing(other()),
        RuleCase.single(
                "another hop limit, another hello",
                downstream().reset().signs(SignSamples.hopLimits(60, 250)),
                "1 error medium")
            .seeing(other().hello(HelloSamples.proxy().name("other.example"))),
        RuleCase.single(
                "sooner than the SYN-ACK",
                downstream().resetAfter(Duration.ofNanos(90_000)),
                "1 error medium")
            .seeing(other()),
        RuleCase.single(
                "sooner than the SYN-ACK, from afar",
                downstream()
                    .resetAfter(Duration.ofNanos(90_000))
                    .signs(SignSamples.hopLimits(54, 54)),
                "1 error medium")
            .seeing(other()),
        RuleCase.single(
                "sooner than the SYN-ACK of one next to it, which was busy",
                downstream()
                    .resetAfter(Duration.ofNanos(90_000))
                    .signs(SignSamples.hopLimits(64, 64)),
                "")
            .seeing(other()),
        RuleCase.single("not answered", downstream().silent(3000, true), "1 error medium")
            .seeing(other()),
        RuleCase.single(
                "the same hop limit", downstream().reset().signs(SignSamples.hopLimits(64, 64)), "")
            .seeing(other()),
        RuleCase.single(
            "no control", downstream().reset().signs(SignSamples.hopLimits(60, 250)), ""),
        RuleCase.single("the name passes too", downstream().silent(3000, true), "")
            .seeing(other(), downstream().number(6)),
        RuleCase.single("short silence", downstream().silent(300, true), "").seeing(other()),
        RuleCase.single("taken", downstream(), "").seeing(other()));
  }

  private static HandshakeSamples other() {
    return downstream().number(5).hello(HelloSamples.client("other.example"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniBlocklistResetRule());
  }
}
