package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateLacksAddressRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "by its address",
            LiveTrace.direct()
                .asking("192.0.2.3")
                .problem(
                    direct().hello(new HelloSamples()),
                    chain("Some CA", NAME),
                    Kind.NAME_MISMATCH,
                    true),
            "1 error high"),
        RuleCase.live(
            "no subjectAltName at all",
            LiveTrace.direct()
                .asking("192.0.2.3")
                .problem(direct().hello(new HelloSamples()), chain("Some CA"), Kind.NO_SAN, true),
            "1 error high"),
        RuleCase.live(
            "not enforced",
            LiveTrace.direct()
                .asking("192.0.2.3")
                .problem(
                    direct().hello(new HelloSamples()),
                    chain("Some CA", NAME),
                    Kind.NAME_MISMATCH,
                    false),
            "1 warning high"),
        RuleCase.single(
            "capture, behind CONNECT to an address",
            downstream()
                .hello(new HelloSamples())
                .connect("192.0.2.3:443")
                .certificates(leaf("Some CA", NAME))
                .clientAlert(42),
            "1 error medium"),
        RuleCase.single(
            "capture, the address as name",
            downstream()
                .hello(new HelloSamples().name("192.0.2.3"))
                .certificates(leaf("Some CA", NAME))
                .clientAlert(42),
            "1 error medium"),
        RuleCase.live(
            "a wrong name",
            LiveTrace.direct()
                .problem(direct(), chain("Some CA", "b.example"), Kind.NAME_MISMATCH, true),
            ""),
        RuleCase.live(
            "an address that the certificate has",
            LiveTrace.direct()
                .asking("192.0.2.3")
                .verified(direct().hello(new HelloSamples()), chain("Some CA", NAME)),
            ""),
        RuleCase.single(
            "taken as it is",
            downstream()
                .hello(new HelloSamples())
                .connect("192.0.2.3:443")
                .certificates(leaf("Some CA", NAME)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateLacksAddressRule());
  }
}
