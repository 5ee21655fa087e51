package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateWrongNameRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "checked",
            LiveTrace.direct()
                .problem(
                    direct().clientAlert(42),
                    chain("Some CA", "b.example"),
                    Kind.NAME_MISMATCH,
                    true),
            "1 error high"),
        RuleCase.live(
            "not enforced",
            LiveTrace.direct()
                .problem(direct(), chain("Some CA", "b.example"), Kind.NAME_MISMATCH, false),
            "1 warning high"),
        RuleCase.live(
            "nameless hello",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .problem(
                    upstream(HelloSamples.proxy()),
                    chain("Some CA", "b.example"),
                    Kind.NAME_MISMATCH,
                    true),
            "2 error high"),
        RuleCase.single(
            "refused in a capture",
            downstream().certificates(leaf("Some CA", "b.example")).clientAlert(42),
            "1 error medium"),
        RuleCase.single(
            "left unused without a word, as Node does",
            downstream()
                .certificates(leaf("Some CA", "b.example"))
                .outcome(new Outcome.Quit(Side.CLIENT, false, false)),
            "1 error medium"),
        RuleCase.single(
            "left by the server",
            downstream()
                .certificates(leaf("Some CA", "b.example"))
                .outcome(new Outcome.Quit(Side.SERVER, false, false)),
            "1 warning high"),
        RuleCase.single(
            "accepted in a capture",
            downstream().certificates(leaf("Some CA", "b.example")),
            "1 warning high"),
        RuleCase.single("wildcard", downstream().certificates(leaf("Some CA", "*.example")), ""),
        RuleCase.single(
            "no names at all", downstream().certificates(leaf("Some CA")).clientAlert(42), ""),
        RuleCase.single(
            "nothing asked",
            downstream().hello(HelloSamples.proxy()).certificates(leaf("Some CA", "b.example")),
            ""),
        RuleCase.live(
            "another problem",
            LiveTrace.direct().problem(direct(), chain("Some CA", "b.example"), Kind.EXPIRED, true),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateWrongNameRule());
  }
}
