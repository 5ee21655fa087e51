package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.SignSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PmtuBlackholeServerFlightRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "at the client, with SACK",
            downstream().gaveUp(5000).signs(new SignSamples().hole(2896).selectiveAck()),
            "1 error high"),
        RuleCase.single(
            "at the client, without SACK",
            downstream().gaveUp(5000).signs(new SignSamples().hole(2896)),
            "1 error medium"),
        RuleCase.single(
            "too big, says a router",
            downstream()
                .gaveUp(5000)
                .signs(new SignSamples().hole(2896))
                .icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 4, 1280)),
            "1 error high"),
        RuleCase.single(
            "after the ServerHello",
            downstream()
                .outcome(new Outcome.Closed(Side.CLIENT))
                .signs(new SignSamples().hole(1448).selectiveAck()),
            "1 error high"),
        RuleCase.single(
            "at the server",
            downstream()
                .outcome(new Outcome.Closed(Side.CLIENT))
                .signs(new SignSamples().answerAgain(4, 2896)),
            "1 error medium"),
        RuleCase.single(
            "at the server, with SACK",
            downstream()
                .outcome(new Outcome.Unfinished())
                .signs(new SignSamples().answerAgain(4, 2896).selectiveAck()),
            "1 error high"),
        RuleCase.single(
            "a small hole",
            downstream().gaveUp(5000).signs(new SignSamples().hole(200).selectiveAck()),
            ""),
        RuleCase.single(
            "gave up at once", downstream().gaveUp(50).signs(new SignSamples().hole(2896)), ""),
        RuleCase.single(
            "sent again once",
            downstream()
                .outcome(new Outcome.Closed(Side.CLIENT))
                .signs(new SignSamples().answerAgain(1, 2896)),
            ""),
        RuleCase.single(
            "lost and recovered",
            downstream().signs(new SignSamples().hole(2896).selectiveAck().answerAgain(3, 2896)),
            ""),
        RuleCase.single(
            "the server closes",
            downstream().closed().signs(new SignSamples().answerAgain(3, 2896)),
            ""),
        RuleCase.single("a silent server", downstream().silent(5000, true), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PmtuBlackholeServerFlightRule());
  }
}
