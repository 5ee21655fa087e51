package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaintextUpstreamPortRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "HTTP",
            downstream(),
            upstream(HelloSamples.client(NAME)).plaintext("HTTP/1.1 400 Bad Request"),
            "2 error high"),
        RuleCase.of(
                "TLS directly, elsewhere",
                downstream(),
                upstream(HelloSamples.client(NAME)).to("192.0.2.3", 80).plaintext("HTTP/1.1 400 x"),
                "2 error high")
            .beside(direct()),
        RuleCase.of(
                "now and then",
                downstream(),
                upstream(HelloSamples.client(NAME)).plaintext("HTTP/1.1 400 Bad Request"),
                "2 error medium")
            .seeing(upstream(HelloSamples.client(NAME)).number(5)),
        RuleCase.of(
                "for everybody",
                downstream(),
                upstream(HelloSamples.client(NAME)).plaintext("HTTP/1.1 400 Bad Request"),
                "")
            .beside(direct().plaintext("HTTP/1.1 400 Bad Request")),
        RuleCase.single("on the only hop", downstream().plaintext("HTTP/1.1 400 Bad Request"), ""),
        RuleCase.of(
            "a greeting",
            downstream(),
            upstream(HelloSamples.client(NAME)).plaintext("220 mail.example ESMTP"),
            ""),
        RuleCase.of("TLS", downstream(), upstream(HelloSamples.client(NAME)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PlaintextUpstreamPortRule());
  }
}
