package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateNotYetValidRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "checked",
            LiveTrace.direct().problem(direct(), List.of(early()), Kind.NOT_YET_VALID, true),
            "1 error high"),
        RuleCase.live(
            "an intermediate",
            LiveTrace.direct().problem(direct(), chain("Some CA", NAME), Kind.NOT_YET_VALID, true),
            "1 error high"),
        RuleCase.single(
            "refused in a capture",
            downstream().certificates(early()).clientAlert(42),
            "1 error medium"),
        RuleCase.single("accepted in a capture", downstream().certificates(early()), ""),
        RuleCase.single(
            "valid", downstream().certificates(leaf("Some CA", NAME)).clientAlert(42), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateNotYetValidRule());
  }

  private static Bytes early() {
    return leaf("Some CA", HandshakeSamples.START.plusSeconds(12), 46, NAME);
  }
}
