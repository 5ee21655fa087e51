package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateExpiredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "checked",
            LiveTrace.direct().problem(direct(), chain("Some CA", NAME), Kind.EXPIRED, true),
            "1 error high"),
        RuleCase.live(
            "not enforced",
            LiveTrace.direct().problem(direct(), chain("Some CA", NAME), Kind.EXPIRED, false),
            "1 warning high"),
        RuleCase.single(
            "alert 45 and its date",
            downstream().certificates(old()).clientAlert(45),
            "1 error high"),
        RuleCase.single(
            "alert 42 and its date",
            downstream().certificates(old()).clientAlert(42),
            "1 error medium"),
        RuleCase.single("alert 45 alone", downstream().clientAlert(45), "1 error medium"),
        RuleCase.single("the client's own", downstream().alert(45), "1 error high"),
        RuleCase.single("accepted in a capture", downstream().certificates(old()), "1 note high"),
        RuleCase.single(
            "valid", downstream().certificates(leaf("Some CA", NAME)).clientAlert(42), ""),
        RuleCase.single("nothing to be read", downstream().clientAlert(42), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateExpiredRule());
  }

  private static Bytes old() {
    return leaf("Some CA", HandshakeSamples.START.minus(Duration.ofDays(100)), 46, NAME);
  }
}
