package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.DnsSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DnsTruncatedKillsNameRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.unresolved(
            "never asked over TCP",
            "1 error medium",
            DnsSamples.of("api.example.com", "NOERROR").truncated()),
        RuleCase.unresolved(
            "no answer over TCP",
            "1 error high",
            DnsSamples.of("api.example.com", "NOERROR").truncated(),
            DnsSamples.of("api.example.com", "").tcp().at(5)),
        RuleCase.unresolved(
            "AAAA alone",
            "1 error medium",
            DnsSamples.address("api.example.com", "192.0.2.7"),
            DnsSamples.of("api.example.com", "NOERROR").aaaa().truncated()),
        RuleCase.unresolved(
            "no over TCP",
            "",
            DnsSamples.of("api.example.com", "NOERROR").truncated(),
            DnsSamples.of("api.example.com", "NXDOMAIN").soa().tcp().at(5)),
        RuleCase.unresolved("not cut", "", DnsSamples.of("api.example.com", "SERVFAIL")),
        RuleCase.single("it was connected to", downstream(), "")
            .asking(DnsSamples.of("app.example", "NOERROR").aaaa().truncated()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DnsTruncatedKillsNameRule());
  }
}
