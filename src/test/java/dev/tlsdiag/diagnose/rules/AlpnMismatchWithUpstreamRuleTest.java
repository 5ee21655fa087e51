package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlpnMismatchWithUpstreamRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "464", LiveTrace.proxied().tls(downstream()).http(464, "").hop(), "1 error medium"),
        RuleCase.live(
            "h2 and no h2",
            LiveTrace.proxied()
                .tls(downstream())
                .asked(
                    "https://app.example/",
                    "app.example",
                    "h2",
                    502,
                    "",
                    "server",
                    "envoy",
                    "content-length",
                    "87")
                .hop()
                .agreed(upstream(HelloSamples.client(NAME)), "http/1.1"),
            "1 error medium"),
        RuleCase.live(
            "both h2",
            LiveTrace.proxied()
                .tls(downstream())
                .asked(
                    "https://app.example/",
                    "app.example",
                    "h2",
                    502,
                    "",
                    "server",
                    "envoy",
                    "content-length",
                    "87")
                .hop()
                .agreed(upstream(HelloSamples.client(NAME)), "h2"),
            ""),
        RuleCase.live(
            "unseen",
            LiveTrace.proxied()
                .tls(downstream())
                .asked(
                    "https://app.example/",
                    "app.example",
                    "h2",
                    502,
                    "",
                    "server",
                    "envoy",
                    "content-length",
                    "87")
                .hop(),
            ""),
        RuleCase.live(
            "translated",
            LiveTrace.proxied()
                .tls(downstream())
                .asked("https://app.example/", "app.example", "h2", 200, "")
                .hop()
                .agreed(upstream(HelloSamples.client(NAME)), "http/1.1"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new AlpnMismatchWithUpstreamRule());
  }
}
