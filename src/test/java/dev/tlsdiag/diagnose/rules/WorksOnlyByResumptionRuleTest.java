package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorksOnlyByResumptionRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.proxied(
            "resumed without the name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).resumed(),
            "2 warning medium"),
        RuleCase.proxied(
                "a full one was refused",
                HelloSamples.client(NAME),
                upstream(HelloSamples.proxy()).resumed(),
                "2 warning high")
            .seeing(direct().hello(HelloSamples.proxy()).alert(112)),
        RuleCase.proxied(
                "the full one of two",
                HelloSamples.client(NAME),
                upstream(HelloSamples.proxy()).alert(112),
                "2 warning high")
            .seeing(direct().hello(HelloSamples.proxy()).resumed()),
        RuleCase.proxied(
            "full and accepted", HelloSamples.client(NAME), upstream(HelloSamples.proxy()), ""),
        RuleCase.proxied(
            "resumed with the name",
            HelloSamples.client(NAME),
            upstream(HelloSamples.client(NAME)).resumed(),
            ""),
        RuleCase.proxied(
                "refused for another name",
                HelloSamples.client(NAME),
                upstream(HelloSamples.client(NAME)).resumed(),
                "")
            .seeing(direct().hello(HelloSamples.client("b.example")).alert(112)),
        RuleCase.proxied(
            "client had none either",
            HelloSamples.proxy(),
            upstream(HelloSamples.proxy()).resumed(),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new WorksOnlyByResumptionRule());
  }
}
