package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UntrustedInternalCaRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "direct, a private authority's own leaf",
            LiveTrace.direct()
                .problem(direct(), chain("Internal CA", NAME), Kind.INCOMPLETE_CHAIN, true),
            "1 error medium"),
        RuleCase.live(
            "direct, an intermediate is missing",
            LiveTrace.direct()
                .problem(
                    direct(),
                    CertificateSamples.fetchable("Some CA", NAME),
                    Kind.INCOMPLETE_CHAIN,
                    true),
            ""),
        RuleCase.live(
                "intercepted",
                LiveTrace.proxied()
                    .problem(downstream(), chain("Internal CA", NAME), Kind.UNTRUSTED_ROOT, true)
                    .hop()
                    .tls(upstream(HelloSamples.client(NAME))),
                "1 error high")
            .beside(LiveTrace.direct().verified(direct(), chain("Public CA", NAME))),
        RuleCase.live(
                "leaf only, its authority unknown",
                LiveTrace.proxied()
                    .problem(downstream(), chain("Internal CA", NAME), Kind.INCOMPLETE_CHAIN, true)
                    .hop()
                    .tls(upstream(HelloSamples.client(NAME))),
                "1 error high")
            .beside(LiveTrace.direct().verified(direct(), chain("Public CA", NAME))),
        RuleCase.live(
            "not enforced",
            LiveTrace.proxied()
                .problem(downstream(), chain("Internal CA", NAME), Kind.SELF_SIGNED, false)
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            "1 warning high"),
        RuleCase.live(
            "direct, internal server",
            LiveTrace.direct()
                .problem(direct(), chain("Internal CA", NAME), Kind.UNTRUSTED_ROOT, true),
            "1 error high"),
        RuleCase.of(
            "alert 48",
            downstream().clientAlert(48),
            upstream(HelloSamples.client(NAME)),
            "1 error high"),
        RuleCase.of(
            "alert 48 before any ServerHello",
            downstream().clientAlert(48).answer(Answer.Kind.NOTHING),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "alert 40 of the client, which says nothing of trust",
            downstream().clientAlert(40),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "alert 46",
            downstream().clientAlert(46),
            upstream(HelloSamples.client(NAME)),
            "1 error medium"),
        RuleCase.of(
            "alert 46, but no subjectAltName",
            downstream().certificates(leaf("Internal CA")).clientAlert(46),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "alert 42, but another name",
            downstream().certificates(leaf("Internal CA", "b.example")).clientAlert(42),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.single("alert 46 to a server", downstream().clientAlert(46), ""),
        RuleCase.of(
            "by the proxy", downstream(), upstream(HelloSamples.client(NAME)).clientAlert(48), ""),
        RuleCase.live(
            "trusted",
            LiveTrace.proxied()
                .verified(downstream(), chain("Internal CA", NAME))
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""),
        RuleCase.live(
            "wrong name only",
            LiveTrace.proxied()
                .problem(downstream(), chain("Internal CA", "b.example"), Kind.NAME_MISMATCH, true)
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UntrustedInternalCaRule());
  }
}
