package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.authority;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.strict;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterceptionCaFailsStrictX509RuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "a leaf without key identifiers, accepted",
            downstream().certificates(leaf("Internal CA", NAME)),
            upstream(HelloSamples.client(NAME)),
            "1 warning high"),
        RuleCase.of(
            "refused with alert 46",
            downstream().certificates(leaf("Internal CA", NAME)).clientAlert(46),
            upstream(HelloSamples.client(NAME)),
            "1 error medium"),
        RuleCase.of(
            "refused by Java, which says so of every certificate",
            downstream()
                .sent(JavaHello.of(NAME))
                .certificates(leaf("Internal CA", NAME))
                .clientAlert(46),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "refused for its authority",
            downstream().certificates(leaf("Internal CA", NAME)).clientAlert(48),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.live(
            "the authority in the trust store",
            LiveTrace.proxied()
                .verifiedBy(
                    authority("Internal CA", "Internal CA"),
                    downstream(),
                    List.of(strict("Internal CA", NAME)))
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            "1 warning high"),
        RuleCase.live(
            "a problem of its own",
            LiveTrace.proxied()
                .problem(downstream(), chain("Internal CA", NAME), Kind.UNTRUSTED_ROOT, true)
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""),
        RuleCase.of(
            "all there",
            downstream().certificates(strict("Internal CA", NAME)),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.single(
            "nobody intercepts", downstream().certificates(leaf("Internal CA", NAME)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new InterceptionCaFailsStrictX509Rule());
  }
}
