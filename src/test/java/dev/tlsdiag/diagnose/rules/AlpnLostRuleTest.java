package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlpnLostRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "the proxy agrees on less with its client",
                LiveTrace.proxied()
                    .agreed(downstream(), "http/1.1")
                    .hop()
                    .tls(upstream(HelloSamples.client(NAME))),
                "1 note high")
            .beside(LiveTrace.direct().agreed(RuleCase.direct(), "h2")),
        RuleCase.live(
                "the proxy agrees on the same",
                LiveTrace.proxied()
                    .agreed(downstream(), "h2")
                    .hop()
                    .tls(upstream(HelloSamples.client(NAME))),
                "")
            .beside(LiveTrace.direct().agreed(RuleCase.direct(), "h2")),
        RuleCase.proxied(
            "all lost, works",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()),
            "2 note high"),
        RuleCase.proxied(
            "h2 lost, works",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().alpn("http/1.1")),
            "2 note high"),
        RuleCase.proxied(
            "only h2 was offered",
            new HelloSamples().name(NAME).alpn("h2"),
            upstream(HelloSamples.proxy()),
            "2 warning high"),
        RuleCase.proxied(
            "refused for it",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().alpn("http/1.1")).alert(120),
            "2 error high"),
        RuleCase.live(
                "refused with alert 80, and the server chose it directly",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .tls(upstream(HelloSamples.proxy()).alert(80)),
                "2 error low")
            .beside(LiveTrace.direct().agreed(RuleCase.direct(), "h2")),
        RuleCase.live(
                "refused with alert 80, and the server chose http/1.1 directly",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .tls(upstream(HelloSamples.proxy()).alert(80)),
                "2 note high")
            .beside(LiveTrace.direct().agreed(RuleCase.direct(), "http/1.1")),
        RuleCase.live(
                "refused with alert 80, and the server chose nothing directly",
                LiveTrace.proxied()
                    .tls(downstream())
                    .hop()
                    .tls(upstream(HelloSamples.proxy()).alert(80)),
                "2 note high")
            .beside(LiveTrace.direct().tls(RuleCase.direct())),
        RuleCase.proxied(
            "same", HelloSamples.client(NAME), upstream(HelloSamples.client(NAME)), ""),
        RuleCase.proxied(
            "other order",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy().alpn("http/1.1", "h2")),
            ""),
        RuleCase.proxied(
            "more than before",
            new HelloSamples().name(NAME).alpn("h2"),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.proxied(
            "only GREASE lost",
            new HelloSamples().name(NAME).alpn("jj", "h2"),
            upstream(new HelloSamples().alpn("h2")),
            ""),
        RuleCase.proxied(
            "client offered none", HelloSamples.proxy(), upstream(HelloSamples.proxy()), ""),
        RuleCase.single("no proxy", downstream().hello(HelloSamples.proxy()), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new AlpnLostRule());
  }
}
