package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniNamesTheProxyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "default certificate",
            downstream()
                .connect("app.example:443")
                .hello(HelloSamples.client("proxy.example"))
                .certificates(CertificateSamples.leaf("CA", "default.example")),
            "1 error high"),
        RuleCase.single(
            "refused",
            downstream()
                .connect("app.example:443")
                .hello(HelloSamples.client("proxy.example"))
                .alert(112),
            "1 error medium"),
        RuleCase.single(
                "refused, directly taken",
                downstream()
                    .connect("app.example:443")
                    .hello(HelloSamples.client("proxy.example"))
                    .alert(40),
                "1 error high")
            .beside(direct()),
        RuleCase.single(
            "it works",
            downstream().connect("app.example:443").hello(HelloSamples.client("other.example")),
            ""),
        RuleCase.single(
            "another case",
            downstream()
                .connect("App.example:443")
                .hello(HelloSamples.client("app.EXAMPLE"))
                .alert(112),
            ""),
        RuleCase.single(
            "by address",
            downstream().connect("192.0.2.3:443").hello(HelloSamples.client(NAME)).alert(112),
            ""),
        RuleCase.single(
            "no tunnel", downstream().hello(HelloSamples.client("proxy.example")).alert(112), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniNamesTheProxyRule());
  }
}
