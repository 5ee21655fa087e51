package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SplitRecordsRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("reset", downstream().pieces(1, 2).reset(), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("alert", downstream().pieces(1, 2).alert(50), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("in segments as well", downstream().pieces(2, 2).closed(), "1 error medium")
            .seeing(downstream().number(5)),
        RuleCase.single(
                "one record in segments", downstream().pieces(2, 2).closed(), "1 error high")
            .seeing(downstream().number(5).pieces(2, 1)),
        RuleCase.single("no control", downstream().pieces(1, 2).reset(), ""),
        RuleCase.single("records are taken, too", downstream().pieces(1, 2).reset(), "")
            .seeing(downstream().number(5), downstream().number(6).pieces(1, 3)),
        RuleCase.single("one record", downstream().pieces(2, 1).reset(), "")
            .seeing(downstream().number(5)),
        RuleCase.single("taken", downstream().pieces(1, 2), "").seeing(downstream().number(5)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SplitRecordsRule());
  }
}
