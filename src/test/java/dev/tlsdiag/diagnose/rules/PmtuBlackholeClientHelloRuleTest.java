package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.SignSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PmtuBlackholeClientHelloRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "the tail arrives",
            downstream()
                .silent(5000, false)
                .signs(new SignSamples().largest(1448).helloAgain(4).tailAcknowledged()),
            "1 error high"),
        RuleCase.single(
            "the tail arrives, and the server is tired of waiting",
            downstream()
                .closed()
                .signs(new SignSamples().largest(1448).helloAgain(4).tailAcknowledged()),
            "1 error high"),
        RuleCase.single(
            "closed, and nothing was lost",
            downstream().closed().signs(new SignSamples().largest(1448).helloAgain(1)),
            ""),
        RuleCase.single(
            "too big, says a router",
            downstream()
                .silent(5000, false)
                .signs(new SignSamples().largest(1448).helloAgain(4))
                .icmp(new IcmpError(IpAddress.parse("192.0.2.254"), false, 3, 4, 1280)),
            "1 error high"),
        RuleCase.single(
                "a smaller one is answered",
                downstream()
                    .silent(5000, false)
                    .signs(new SignSamples().largest(1448).helloAgain(4)),
                "1 error medium")
            .seeing(downstream().number(2).signs(new SignSamples().largest(517))),
        RuleCase.single(
            "nothing else is known",
            downstream().silent(5000, false).signs(new SignSamples().largest(1448).helloAgain(4)),
            "1 error low"),
        RuleCase.single(
            "small segments",
            downstream().silent(5000, false).signs(new SignSamples().largest(517).helloAgain(4)),
            ""),
        RuleCase.single(
            "not sent again",
            downstream().silent(5000, false).signs(new SignSamples().largest(1448)),
            ""),
        RuleCase.single(
            "acknowledged",
            downstream().silent(5000, true).signs(new SignSamples().largest(1448).helloAgain(1)),
            ""),
        RuleCase.single(
            "lost once and sent again",
            downstream().signs(new SignSamples().largest(1448).helloAgain(1)),
            ""),
        RuleCase.single("live", downstream().silent(5000, false), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PmtuBlackholeClientHelloRule());
  }
}
