package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.authority;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.der;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IncompleteChainRuleTest {
  private static final List<Bytes> SHOWN = CertificateSamples.fetchable("Some CA", NAME);

  private static final List<Bytes> BARE = CertificateSamples.chain("Some CA", NAME);

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "a private authority's own leaf",
            LiveTrace.direct()
                .problem(
                    direct(),
                    CertificateSamples.chain("Some CA", NAME),
                    Kind.INCOMPLETE_CHAIN,
                    true),
            ""),
        RuleCase.live(
                "on both paths",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        SHOWN,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "2 error high")
            .beside(LiveTrace.direct().problem(direct(), SHOWN, Kind.INCOMPLETE_CHAIN, true)),
        RuleCase.live(
            "direct",
            LiveTrace.direct().problem(direct(), SHOWN, Kind.INCOMPLETE_CHAIN, true),
            "1 error medium"),
        RuleCase.live(
            "not enforced",
            LiveTrace.direct().problem(direct(), SHOWN, Kind.INCOMPLETE_CHAIN, false),
            "1 warning medium"),
        RuleCase.live(
            "an interceptor's",
            LiveTrace.proxied()
                .problem(downstream(), SHOWN, Kind.INCOMPLETE_CHAIN, true)
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            ""),
        RuleCase.live(
                "the direct client knows the rest",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        SHOWN,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "")
            .beside(LiveTrace.direct().verified(direct(), SHOWN)),
        RuleCase.live(
                "the direct client has the intermediate, and the leaf says nothing of it",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        BARE,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "2 error high")
            .beside(
                LiveTrace.direct().verifiedBy(authority("Some CA", "Some root"), direct(), BARE)),
        RuleCase.live(
                "the direct client has the root that issued it directly",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        BARE,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "")
            .beside(LiveTrace.direct().verifiedBy(authority("Some CA", "Some CA"), direct(), BARE)),
        RuleCase.of(
            "capture, the leaf says where its issuer's certificate is",
            downstream(),
            upstream(HelloSamples.client(NAME))
                .certificates(SHOWN.toArray(Bytes[]::new))
                .clientAlert(48),
            "2 error medium"),
        RuleCase.of(
            "capture, other certificates than the issuer's",
            downstream(),
            upstream(HelloSamples.client(NAME))
                .certificates(leaf("Some CA", NAME), der(authority("Other CA", "Other root")))
                .clientAlert(48),
            "2 error medium"),
        RuleCase.of(
            "capture, the chain is whole",
            downstream(),
            upstream(HelloSamples.client(NAME))
                .certificates(SHOWN.get(0), der(authority("Some CA", "Some root")))
                .clientAlert(48),
            ""),
        RuleCase.of(
            "capture, a private authority's own leaf",
            downstream(),
            upstream(HelloSamples.client(NAME)).certificates(BARE.get(0)).clientAlert(48),
            ""),
        RuleCase.live(
            "unknown root",
            LiveTrace.direct().problem(direct(), SHOWN, Kind.UNTRUSTED_ROOT, true),
            ""),
        RuleCase.single("capture", downstream().certificates(leaf("Some CA", NAME)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new IncompleteChainRule());
  }
}
