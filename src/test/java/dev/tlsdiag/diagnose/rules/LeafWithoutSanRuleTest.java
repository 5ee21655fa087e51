package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LeafWithoutSanRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "checked",
            LiveTrace.proxied()
                .problem(downstream().clientAlert(42), chain("Internal CA"), Kind.NO_SAN, true)
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            "1 error high"),
        RuleCase.live(
            "not enforced",
            LiveTrace.direct().problem(direct(), chain("Internal CA"), Kind.NO_SAN, false),
            "1 warning high"),
        RuleCase.single(
            "refused in a capture",
            downstream().certificates(leaf("Internal CA")).clientAlert(46),
            "1 error medium"),
        RuleCase.single(
            "accepted in a capture", downstream().certificates(leaf("Internal CA")), "1 note high"),
        RuleCase.single(
            "refused, but it has one",
            downstream().certificates(leaf("Internal CA", NAME)).clientAlert(46),
            ""),
        RuleCase.single("nothing to be read", downstream().clientAlert(46), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new LeafWithoutSanRule());
  }
}
