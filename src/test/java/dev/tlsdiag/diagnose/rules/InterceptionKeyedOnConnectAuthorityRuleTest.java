package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterceptionKeyedOnConnectAuthorityRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
                "passed by address",
                downstream()
                    .connect("192.0.2.3:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("public CA", "app.example")),
                "1 warning medium")
            .seeing(
                downstream()
                    .number(5)
                    .connect("app.example:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("inspection CA", "app.example"))),
        RuleCase.single(
                "intercepted by name",
                downstream()
                    .connect("app.example:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("inspection CA", "app.example")),
                "1 warning medium")
            .seeing(
                downstream()
                    .number(5)
                    .connect("192.0.2.3:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("public CA", "app.example"))),
        RuleCase.single(
                "the same issuer",
                downstream()
                    .connect("192.0.2.3:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("public CA", "app.example")),
                "")
            .seeing(
                downstream()
                    .number(5)
                    .connect("app.example:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("public CA", "app.example"))),
        RuleCase.single(
                "both by name",
                downstream()
                    .connect("app.example:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("public CA", "app.example")),
                "")
            .seeing(
                downstream()
                    .number(5)
                    .connect("app.example:443")
                    .hello(HelloSamples.client(NAME))
                    .certificates(CertificateSamples.leaf("inspection CA", "app.example"))),
        RuleCase.single(
            "alone",
            downstream()
                .connect("192.0.2.3:443")
                .hello(HelloSamples.client(NAME))
                .certificates(CertificateSamples.leaf("public CA", "app.example")),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new InterceptionKeyedOnConnectAuthorityRule());
  }
}
