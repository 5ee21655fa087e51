package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyProtocolExpectedMissingRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
                "closed, and accepted behind a header", downstream().closed(), "1 error high")
            .seeing(downstream().number(2).proxyHeader(1)),
        RuleCase.single("reset, and accepted behind a header", downstream().reset(), "1 error high")
            .seeing(downstream().number(2).proxyHeader(2)),
        RuleCase.single(
                "400 in the clear",
                downstream().plaintext("HTTP/1.1 400 Bad Request"),
                "1 error high")
            .seeing(downstream().number(2).proxyHeader(1)),
        RuleCase.single("the other has another name", downstream().closed(), "1 error medium")
            .seeing(
                downstream().number(2).proxyHeader(1).hello(HelloSamples.client("other.example"))),
        RuleCase.single("behind a header it fails too", downstream().closed(), "")
            .seeing(downstream().number(2).proxyHeader(1).closed()),
        RuleCase.single("nothing else is known", downstream().closed(), ""),
        RuleCase.single("an alert speaks TLS", downstream().alert(40), "")
            .seeing(downstream().number(2).proxyHeader(1)),
        RuleCase.single("another server takes headers", downstream().closed(), "")
            .seeing(downstream().number(2).proxyHeader(1).to("192.0.2.9", 8443)),
        RuleCase.single("takes both", downstream(), "")
            .seeing(downstream().number(2).proxyHeader(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProxyProtocolExpectedMissingRule());
  }
}
