package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultipacketHelloDropRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("silence", large().silent(3000, true), "1 error medium")
            .seeing(downstream().number(5)),
        RuleCase.single(
                "in small segments",
                large().silent(3000, false).signs(SignSamples.segments(400, true)),
                "1 error medium")
            .seeing(downstream().number(5)),
        RuleCase.single(
                "the same bytes whole",
                large().silent(3000, false).signs(SignSamples.segments(400, true)),
                "1 error high")
            .seeing(large().number(5).pieces(1, 1)),
        RuleCase.single(
                "full-size ones get lost",
                large().silent(3000, false).signs(SignSamples.segments(1400, true)),
                "")
            .seeing(downstream().number(5)),
        RuleCase.single(
                "small ones too",
                large().silent(3000, false).signs(SignSamples.segments(1400, true)),
                "1 error medium")
            .seeing(
                downstream().number(5),
                large().number(6).silent(3000, false).signs(SignSamples.segments(500, true))),
        RuleCase.single("no control", large().silent(3000, true), ""),
        RuleCase.single("pieces are taken, too", large().silent(3000, true), "")
            .seeing(downstream().number(5), large().number(6)),
        RuleCase.single("one segment", downstream().silent(3000, true), "")
            .seeing(downstream().number(5)),
        RuleCase.single("reset by the receiver", large().reset(), "")
            .seeing(downstream().number(5)),
        RuleCase.single("taken", large(), "").seeing(downstream().number(5)));
  }

  private static HandshakeSamples large() {
    HelloSamples hello =
        HelloSamples.client(NAME).extension(ExtensionType.PADDING, "00".repeat(1200));
    return downstream().sized(hello).pieces(2, 1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new MultipacketHelloDropRule());
  }
}
