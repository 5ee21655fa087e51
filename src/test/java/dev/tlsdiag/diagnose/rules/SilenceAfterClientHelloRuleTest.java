package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SilenceAfterClientHelloRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("acknowledged", downstream().silent(4000, true), "1 error low"),
        RuleCase.single("not acknowledged", downstream().silent(4000, false), "1 error low"),
        RuleCase.single(
            "too big, a router says",
            downstream()
                .silent(4000, false)
                .icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 4, 1400)),
            "1 error high"),
        RuleCase.single("client gave up", downstream().gaveUp(2000), "1 error low"),
        RuleCase.single("capture ends soon", downstream().silent(300, true), ""),
        RuleCase.single(
            "captures put together", downstream().silent(Duration.ofDays(9).toMillis(), true), ""),
        RuleCase.single(
            "QUIC, repeated",
            downstream().transport(Transport.QUIC).silent(4000, false),
            "1 error low"),
        RuleCase.single(
            "QUIC, a single packet",
            downstream().transport(Transport.QUIC).silent(4000, false).sentOnce(),
            ""),
        RuleCase.single("client hurried", downstream().gaveUp(20), ""),
        RuleCase.single(
            "gave up on a slow server",
            downstream().outcome(new Outcome.GaveUp(Duration.ofSeconds(9), true)),
            ""),
        RuleCase.single(
            "one side captured", downstream().outcome(new Outcome.OneSided(Side.CLIENT)), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SilenceAfterClientHelloRule());
  }

  @Test
  void aNameThatIsNoReasonIsNoDoubt() {
    HandshakeSamples other =
        downstream().number(5).hello(HelloSamples.client("other.example")).gaveUp(2000);
    assertFalse(doubts(other).contains("with this name"));
    assertTrue(doubts(other.alert(40)).contains("with this name"));
  }

  private static String doubts(HandshakeSamples seen) {
    RuleCase row = RuleCase.single("", downstream().gaveUp(2000), "").seeing(seen);
    return new SilenceAfterClientHelloRule()
        .check(row.trace(), row.facts())
        .findFirst()
        .orElseThrow()
        .notRuledOut()
        .toString();
  }
}
