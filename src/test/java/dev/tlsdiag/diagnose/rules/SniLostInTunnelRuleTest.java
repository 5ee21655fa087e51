package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniLostInTunnelRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "default certificate",
            downstream()
                .connect("app.example:443")
                .hello(HelloSamples.proxy())
                .certificates(CertificateSamples.leaf("CA", "default.example")),
            "1 error high"),
        RuleCase.single(
            "reset",
            downstream().connect("app.example:443").hello(HelloSamples.proxy()).reset(),
            "1 error medium"),
        RuleCase.single(
                "alert, directly taken",
                downstream().connect("app.example:443").hello(HelloSamples.proxy()).alert(40),
                "1 error high")
            .beside(direct()),
        RuleCase.single(
            "it works", downstream().connect("app.example:443").hello(HelloSamples.proxy()), ""),
        RuleCase.single(
            "by address",
            downstream().connect("192.0.2.3:443").hello(HelloSamples.proxy()).reset(),
            ""),
        RuleCase.single(
            "named",
            downstream().connect("app.example:443").hello(HelloSamples.client(NAME)).reset(),
            ""),
        RuleCase.single("no tunnel", downstream().hello(HelloSamples.proxy()).reset(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniLostInTunnelRule());
  }
}
