package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamBundleLacksIssuerRuleTest {
  private static final List<Bytes> FETCHABLE = CertificateSamples.fetchable("Some CA", NAME);
  private static final List<Bytes> SHOWN = CertificateSamples.chain("Some CA", NAME);

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "the direct client trusts it",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        SHOWN,
                        Kind.UNTRUSTED_ROOT,
                        true),
                "2 error high")
            .beside(LiveTrace.direct().verified(direct(), SHOWN)),
        RuleCase.live(
            "nobody to compare with",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .problem(
                    upstream(HelloSamples.client(NAME)).clientAlert(48),
                    SHOWN,
                    Kind.UNTRUSTED_ROOT,
                    true),
            "2 error medium"),
        RuleCase.live(
                "not enforced",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)), SHOWN, Kind.UNTRUSTED_ROOT, false),
                "2 warning high")
            .beside(LiveTrace.direct().verified(direct(), SHOWN)),
        RuleCase.live(
                "sent alone, the direct client trusts it",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        SHOWN,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "2 error medium")
            .beside(LiveTrace.direct().verified(direct(), SHOWN)),
        RuleCase.of(
                "left at the certificate, the direct client takes it",
                downstream(),
                leaving(new Outcome.Quit(Side.CLIENT, false, true)),
                "2 error medium")
            .beside(direct().certificates(SHOWN.toArray(Bytes[]::new))),
        RuleCase.of(
            "left at the certificate",
            downstream(),
            leaving(new Outcome.Closed(Side.CLIENT)),
            "2 error low"),
        RuleCase.of(
            "left, and had nothing to ask",
            downstream().clientAlert(48),
            leaving(new Outcome.Quit(Side.CLIENT, false, true)),
            ""),
        RuleCase.of(
            "left a certificate for others",
            downstream(),
            leaving(new Outcome.Quit(Side.CLIENT, false, true))
                .hello(HelloSamples.client("other.example")),
            ""),
        RuleCase.of(
            "the server leaves",
            downstream(),
            leaving(new Outcome.Quit(Side.SERVER, false, true)),
            ""),
        RuleCase.of(
            "alert 48",
            downstream(),
            upstream(HelloSamples.client(NAME)).clientAlert(48),
            "2 error medium"),
        RuleCase.live(
                "sent alone on both",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(
                        upstream(HelloSamples.client(NAME)).clientAlert(48),
                        FETCHABLE,
                        Kind.INCOMPLETE_CHAIN,
                        true),
                "")
            .beside(LiveTrace.direct().problem(direct(), FETCHABLE, Kind.INCOMPLETE_CHAIN, true)),
        RuleCase.live(
            "wrong name",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .problem(
                    upstream(HelloSamples.client(NAME)).clientAlert(42),
                    SHOWN,
                    Kind.NAME_MISMATCH,
                    true),
            ""),
        RuleCase.of(
            "by the client", downstream().clientAlert(48), upstream(HelloSamples.client(NAME)), ""),
        RuleCase.of(
            "by the server", downstream(), upstream(HelloSamples.client(NAME)).alert(48), ""));
  }

  private static HandshakeSamples leaving(Outcome outcome) {
    return upstream(HelloSamples.client(NAME))
        .certificates(SHOWN.toArray(Bytes[]::new))
        .outcome(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamBundleLacksIssuerRule());
  }
}
