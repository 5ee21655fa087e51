package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamSessionResumedForOtherHostRuleTest {
  private static HandshakeSamples resuming() {
    return RuleCase.upstream(HelloSamples.proxy().name(NAME).session("aa"))
        .at(500)
        .chosen("aa", 0xc02f)
        .outcome(new Outcome.Quit(Side.CLIENT, true, true));
  }

  private static HandshakeSamples elder(String name, String session) {
    return RuleCase.upstream(HelloSamples.proxy().name(name)).number(9).chosen(session, 0xc02f);
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of("its own name", downstream(), resuming(), ""),
        RuleCase.of("made for another name", downstream(), resuming(), "2 error high")
            .seeing(elder("b.example", "aa")),
        RuleCase.of(
                "by a ticket, whose session has no number",
                downstream(),
                resuming(),
                "2 error medium")
            .seeing(elder("b.example", "")),
        RuleCase.of("made for this name", downstream(), resuming(), "")
            .seeing(elder("b.example", "aa"), elder(NAME, "aa")),
        RuleCase.of(
                "made for this name by another program", downstream(), resuming(), "2 error high")
            .seeing(elder("b.example", "aa"), elder(NAME, "bb").hello(HelloSamples.client(NAME))),
        RuleCase.of("and used", downstream(), resuming().resumed(), "")
            .seeing(elder("b.example", "aa")),
        RuleCase.of("by another client", downstream(), resuming(), "")
            .seeing(elder("b.example", "aa").from("192.0.2.77", 1)),
        RuleCase.of(
                "a full handshake",
                downstream(),
                RuleCase.upstream(HelloSamples.proxy().name(NAME)).clientAlert(42),
                "")
            .seeing(elder("b.example", "aa")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamSessionResumedForOtherHostRule());
  }
}
