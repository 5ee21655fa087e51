package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PortHijackedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
                "elsewhere, refused",
                downstream(),
                hijacked("db.storage.test").clientAlert(42),
                "2 error medium")
            .beside(good()),
        RuleCase.of(
                "elsewhere, taken", downstream(), hijacked("db.storage.test"), "2 warning medium")
            .beside(good()),
        RuleCase.of("related names", downstream(), hijacked("www.example", "other.app.example"), "")
            .beside(good()),
        RuleCase.of(
                "at the same address",
                downstream(),
                hijacked("db.storage.test").to("192.0.2.3", 443),
                "")
            .beside(good()),
        RuleCase.of("directly the same", downstream(), hijacked("db.storage.test"), "")
            .beside(direct().certificates(CertificateSamples.leaf("CA", "db.storage.test"))),
        RuleCase.of("no control", downstream(), hijacked("db.storage.test"), ""),
        RuleCase.of("the right one", downstream(), hijacked(NAME), "").beside(good()));
  }

  private static HandshakeSamples hijacked(String... names) {
    return upstream(HelloSamples.client(NAME))
        .to("198.51.100.9", 443)
        .certificates(CertificateSamples.leaf("CA", names));
  }

  private static HandshakeSamples good() {
    return direct().certificates(CertificateSamples.leaf("CA", NAME));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PortHijackedRule());
  }
}
