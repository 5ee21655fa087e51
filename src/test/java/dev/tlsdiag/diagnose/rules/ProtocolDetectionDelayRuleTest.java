package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.SignSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolDetectionDelayRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "the hello after 10 s",
            downstream().signs(new SignSamples().delayMillis(10_004)),
            "1 warning low"),
        RuleCase.single(
                "and another time",
                downstream().signs(new SignSamples().delayMillis(10_004)),
                "1 warning medium")
            .seeing(downstream().number(2).signs(new SignSamples().delayMillis(10_011))),
        RuleCase.single(
                "another time after 5 s",
                downstream().signs(new SignSamples().delayMillis(10_004)),
                "1 warning low")
            .seeing(downstream().number(2).signs(new SignSamples().delayMillis(5_001))),
        RuleCase.single("the answer after 5 s", downstream().answeredAfter(5_003), "1 warning low"),
        RuleCase.single(
            "no round time", downstream().signs(new SignSamples().delayMillis(7_300)), ""),
        RuleCase.single(
            "a little too late", downstream().signs(new SignSamples().delayMillis(6_100)), ""),
        RuleCase.single(
            "behind CONNECT",
            downstream().connect("app.example:443").signs(new SignSamples().delayMillis(10_004)),
            ""),
        RuleCase.live(
                "the response after 5 s",
                LiveTrace.proxied().tls(downstream()).httpAfter(5_010, 200, "ok"),
                "1 warning medium")
            .beside(LiveTrace.direct().tls(direct()).httpAfter(20, 200, "ok")),
        RuleCase.live(
                "directly as slow",
                LiveTrace.proxied().tls(downstream()).httpAfter(5_010, 200, "ok"),
                "")
            .beside(LiveTrace.direct().tls(direct()).httpAfter(5_002, 200, "ok")),
        RuleCase.live(
            "nothing to compare with",
            LiveTrace.proxied().tls(downstream()).httpAfter(5_010, 200, "ok"),
            ""),
        RuleCase.single("at once", downstream().signs(new SignSamples().delayMillis(1)), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProtocolDetectionDelayRule());
  }
}
