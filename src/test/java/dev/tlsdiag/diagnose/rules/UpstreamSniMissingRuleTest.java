package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamSniMissingRuleTest {
  private static final List<Bytes> OWN = CertificateSamples.chain("Some CA", NAME);
  private static final List<Bytes> OTHER = CertificateSamples.chain("Some CA", "b.example");

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.proxied(
            "refused by name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(112),
            "2 error high"),
        RuleCase.proxied(
            "required extension missing",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(109),
            "2 error high"),
        RuleCase.proxied(
            "vague alert",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(40),
            "2 error medium"),
        RuleCase.proxied(
                "vague alert, name works",
                HelloSamples.client(NAME),
                upstream(HelloSamples.proxy()).alert(40),
                "2 error medium")
            .seeing(direct()),
        RuleCase.proxied(
                "closed, name works",
                HelloSamples.client(NAME),
                upstream(HelloSamples.proxy()).closed(),
                "2 error medium")
            .seeing(direct()),
        RuleCase.proxied(
                "silent, name works",
                HelloSamples.client(NAME),
                upstream(HelloSamples.proxy()).gaveUp(2000),
                "2 error medium")
            .seeing(direct()),
        RuleCase.proxied(
            "wrong certificate served",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).clientAlert(48),
            "2 error medium"),
        RuleCase.proxied(
            "worked all the same",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()),
            "2 warning high"),
        RuleCase.proxied(
            "worked by resumption",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).resumed(),
            "2 warning high"),
        RuleCase.proxied(
            "failed for its version",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(70),
            "2 warning high"),
        RuleCase.proxied(
            "cut: nobody knows",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).outcome(new Outcome.Cut(100)),
            "2 warning high"),
        RuleCase.live(
                "default certificate refused, direct has another",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .problem(upstream(HelloSamples.proxy()), OTHER, Kind.NAME_MISMATCH, true),
                "2 error high")
            .beside(LiveTrace.direct().verified(direct(), OWN)),
        RuleCase.live(
            "default certificate refused",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .problem(upstream(HelloSamples.proxy()), OTHER, Kind.SELF_SIGNED, true),
            "2 error medium"),
        RuleCase.live(
            "default certificate taken",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .problem(upstream(HelloSamples.proxy()), OTHER, Kind.NAME_MISMATCH, false),
            "2 warning high"),
        RuleCase.live(
                "default certificate taken, another site",
                LiveTrace.proxied()
                    .tls(downstream())
                    .http(404, "")
                    .hop()
                    .problem(upstream(HelloSamples.proxy()), OTHER, Kind.NAME_MISMATCH, false),
                "2 error medium")
            .beside(LiveTrace.direct().verified(direct(), OWN).http(200, "")),
        RuleCase.live(
            "misdirected request",
            LiveTrace.proxied()
                .tls(downstream())
                .http(421, "")
                .hop()
                .verified(upstream(HelloSamples.proxy()), OWN),
            "2 error medium"),
        RuleCase.live(
                "the proxy gave up soon",
                LiveTrace.proxied()
                    .tls(downstream())
                    .http(503, "")
                    .hop()
                    .tls(upstream(HelloSamples.proxy()).gaveUp(250)),
                "2 error medium")
            .beside(LiveTrace.direct().verified(direct(), OWN).http(200, "")),
        RuleCase.live(
            "the server's own 503",
            LiveTrace.proxied()
                .tls(downstream())
                .http(503, "")
                .hop()
                .verified(upstream(HelloSamples.proxy()), OWN),
            "2 warning high"),
        upstreamOnly("client leg not captured", "2 error medium"),
        RuleCase.proxied(
            "name kept",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().name(NAME)).alert(112),
            ""),
        RuleCase.proxied(
            "another name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().name("b.example")).alert(112),
            ""),
        RuleCase.proxied(
            "client had none", HelloSamples.proxy(), upstream(HelloSamples.proxy()).alert(112), ""),
        RuleCase.proxied(
            "name unreadable",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().extension(0, "ff")).alert(112),
            ""),
        RuleCase.proxied(
            "upstream never connected",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).unconnected(new Outcome.SynUnanswered(3)),
            ""),
        RuleCase.single("no proxy", downstream().hello(HelloSamples.proxy()).alert(112), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamSniMissingRule());
  }

  private static RuleCase upstreamOnly(String name, String expected) {
    HopTrace trace =
        HopTrace.upstreamOnly(
            HopTrace.PROXIED, upstream(HelloSamples.proxy()).alert(112).connection());
    return new RuleCase(name, trace, Facts.NONE, expected).beside(direct());
  }
}
