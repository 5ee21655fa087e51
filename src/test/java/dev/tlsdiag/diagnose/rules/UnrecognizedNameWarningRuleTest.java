package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UnrecognizedNameWarningRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "the client closes", warned(new Outcome.Closed(Side.CLIENT)), "1 error high"),
        RuleCase.single(
            "the client says 40",
            warned(new Outcome.Alerted(Side.CLIENT, 2, AlertDescription.HANDSHAKE_FAILURE)),
            "1 error high"),
        RuleCase.single(
            "nothing follows",
            warned(new Outcome.Alerted(Side.SERVER, 1, AlertDescription.UNRECOGNIZED_NAME)),
            "1 error high"),
        RuleCase.single("the client goes on", warned(new Outcome.Established(false, true)), ""),
        RuleCase.single(
            "the client is done", warned(new Outcome.Quit(Side.CLIENT, false, true)), ""),
        RuleCase.single("fatal", downstream().alert(112), ""),
        RuleCase.single("no warning", downstream().outcome(new Outcome.Closed(Side.CLIENT)), ""));
  }

  private static HandshakeSamples warned(Outcome outcome) {
    return downstream()
        .seen(new SeenAlert(Side.SERVER, 1, AlertDescription.UNRECOGNIZED_NAME, 6))
        .outcome(outcome);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UnrecognizedNameWarningRule());
  }
}
