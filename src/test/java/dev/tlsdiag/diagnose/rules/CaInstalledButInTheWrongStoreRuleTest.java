package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaInstalledButInTheWrongStoreRuleTest {
  private static HandshakeSamples other() {
    return downstream().number(8).hello(HelloSamples.proxy().name(NAME));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
                "another program accepts it",
                downstream().clientAlert(48),
                upstream(HelloSamples.client(NAME)),
                "1 error medium")
            .seeing(other()),
        RuleCase.of(
                "the same program does",
                downstream().clientAlert(48),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(downstream().number(8)),
        RuleCase.of(
                "on another machine",
                downstream().clientAlert(48),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other().from("192.0.2.99", 40000)),
        RuleCase.of(
                "of another issuer",
                downstream().certificates(leaf("Internal CA", NAME)).clientAlert(48),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other().certificates(leaf("Other CA", NAME))),
        RuleCase.of(
                "an alert that does not say unknown authority",
                downstream().clientAlert(46),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other()),
        RuleCase.of(
            "nobody else", downstream().clientAlert(48), upstream(HelloSamples.client(NAME)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CaInstalledButInTheWrongStoreRule());
  }
}
