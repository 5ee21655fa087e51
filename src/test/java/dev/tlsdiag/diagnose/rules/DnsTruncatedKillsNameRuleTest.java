package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.trace.DnsSamples;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** A name in a question may have any bytes, and a check is pasted into a shell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          api.example.com  | [dig api.example.com. A +tcp]
          $(id).example    | []
          a;id             | []
          -f/etc/passwd    | []
          """)
  void namesThatAShellWouldRunAreInNoCheck(String name, String checks) {
    RuleCase row = RuleCase.unresolved("", "", DnsSamples.of(name, "NOERROR").truncated());
    List<String> found =
        new DnsTruncatedKillsNameRule()
            .check(row.trace(), row.facts())
            .flatMap(finding -> finding.check().stream())
            .map(Check::command)
            .toList();
    assertEquals(checks, found.toString());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DnsTruncatedKillsNameRule());
  }
}
