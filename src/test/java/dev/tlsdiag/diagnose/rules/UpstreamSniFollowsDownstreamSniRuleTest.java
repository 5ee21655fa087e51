package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamSniFollowsDownstreamSniRuleTest {
  private static final String ALIAS = "alias.example";

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live("alias", through(ALIAS, ALIAS, NAME, true), "2 error high"),
        RuleCase.live("alias, not checked", through(ALIAS, ALIAS, NAME, false), ""),
        RuleCase.live("certificate for neither", through(ALIAS, ALIAS, "c.example", true), ""),
        RuleCase.live("proxy names another", through(NAME, ALIAS, NAME, true), ""),
        RuleCase.live("no alias", through(NAME, NAME, "c.example", true), ""),
        RuleCase.proxied(
            "nobody named, refused for it",
            HelloSamples.proxy(),
            upstream(HelloSamples.proxy()).alert(112),
            "2 error medium"),
        RuleCase.proxied(
                "nobody named, a name works",
                HelloSamples.proxy(),
                upstream(HelloSamples.proxy()).alert(112),
                "2 error high")
            .seeing(direct()),
        RuleCase.proxied(
            "nobody named, reset",
            HelloSamples.proxy(),
            upstream(HelloSamples.proxy()).reset(),
            "2 error low"),
        RuleCase.proxied(
                "nobody named, and others are taken so",
                HelloSamples.proxy(),
                upstream(HelloSamples.proxy()).reset(),
                "")
            .seeing(direct().hello(HelloSamples.proxy())),
        RuleCase.proxied(
            "nobody named, taken", HelloSamples.proxy(), upstream(HelloSamples.proxy()), ""),
        RuleCase.proxied(
            "the client named",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).reset(),
            ""),
        RuleCase.proxied(
            "the proxy names by itself",
            HelloSamples.proxy(),
            upstream(HelloSamples.client(NAME)).alert(112),
            ""));
  }

  private static LiveTrace through(String client, String proxy, String server, boolean enforced) {
    return LiveTrace.proxied()
        .tls(downstream().hello(HelloSamples.client(client)))
        .http(503, "upstream connect error")
        .hop()
        .asking(proxy)
        .problem(
            enforced
                ? upstream(HelloSamples.client(proxy)).clientAlert(42)
                : upstream(HelloSamples.client(proxy)),
            chain("Some CA", server),
            Kind.NAME_MISMATCH,
            enforced);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamSniFollowsDownstreamSniRule());
  }
}
