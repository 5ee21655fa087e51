package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsVersionLoweredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.proxied(
            "refused for it",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(70),
            "2 error high"),
        RuleCase.proxied(
            "refused as a fallback",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(86),
            "2 error high"),
        RuleCase.proxied(
            "works", HelloSamples.client(NAME), upstream(HelloSamples.proxy()), "2 note high"),
        RuleCase.proxied(
            "failed for another reason",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(112),
            "2 note high"),
        RuleCase.proxied(
            "same", HelloSamples.client(NAME), upstream(HelloSamples.client(NAME)).alert(70), ""),
        RuleCase.proxied("raised", HelloSamples.proxy(), upstream(HelloSamples.client(NAME)), ""),
        RuleCase.proxied(
            "GREASE is no version",
            new HelloSamples().versions(0x7a7a, 0x0304),
            upstream(new HelloSamples().versions(0x0304)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new TlsVersionLoweredRule());
  }
}
