package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamSniRewrittenRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.proxied(
            "refused by name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.client("b.example")).alert(112),
            "2 error high"),
        RuleCase.proxied(
            "reset",
            HelloSamples.client(NAME),
            upstream(HelloSamples.client("b.example")).reset(),
            "2 error low"),
        RuleCase.proxied(
                "reset, right name works",
                HelloSamples.client(NAME),
                upstream(HelloSamples.client("b.example")).reset(),
                "2 error medium")
            .seeing(direct()),
        RuleCase.proxied(
                "reset, a third name works",
                HelloSamples.client(NAME),
                upstream(HelloSamples.client("b.example")).reset(),
                "2 error low")
            .seeing(direct().hello(HelloSamples.client("c.example"))),
        RuleCase.proxied(
            "accepted",
            HelloSamples.client(NAME),
            upstream(HelloSamples.client("b.example")),
            "2 note high"),
        RuleCase.of(
            "certificate for the client's name alone, refused",
            RuleCase.downstream().hello(HelloSamples.client(NAME)),
            upstream(HelloSamples.client("b.example"))
                .certificates(CertificateSamples.leaf("Some CA", NAME))
                .clientAlert(42),
            "2 error high"),
        RuleCase.of(
            "certificate for both, refused for another reason",
            RuleCase.downstream().hello(HelloSamples.client(NAME)),
            upstream(HelloSamples.client("b.example"))
                .certificates(CertificateSamples.leaf("Some CA", NAME, "b.example"))
                .clientAlert(48),
            "2 error low"),
        RuleCase.live(
            "answered as misdirected",
            LiveTrace.proxied()
                .tls(RuleCase.downstream().hello(HelloSamples.client(NAME)))
                .http(421, "")
                .hop()
                .tls(upstream(HelloSamples.client("b.example"))),
            "2 error medium"),
        RuleCase.proxied(
            "case differs only",
            HelloSamples.client(NAME),
            upstream(HelloSamples.client("APP.Example")).alert(112),
            ""),
        RuleCase.proxied(
            "dot differs only",
            HelloSamples.client(NAME + "."),
            upstream(HelloSamples.client(NAME)).alert(112),
            ""),
        RuleCase.proxied(
            "one leg without a name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(112),
            ""),
        RuleCase.proxied(
            "client without a name",
            HelloSamples.proxy(),
            upstream(HelloSamples.client(NAME)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamSniRewrittenRule());
  }
}
