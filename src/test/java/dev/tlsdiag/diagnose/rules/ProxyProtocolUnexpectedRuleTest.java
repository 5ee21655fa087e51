package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyProtocolUnexpectedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("alert 70", downstream().proxyHeader(1).alert(70), "1 error medium"),
        RuleCase.single(
            "400 in the clear",
            downstream().proxyHeader(2).plaintext("HTTP/1.1 400 Bad Request"),
            "1 error medium"),
        RuleCase.single("closed", downstream().proxyHeader(1).closed(), "1 error low"),
        RuleCase.single("accepted without", downstream().proxyHeader(1).closed(), "1 error high")
            .seeing(downstream().number(2)),
        RuleCase.single(
                "accepted with the other version",
                downstream().proxyHeader(2).closed(),
                "1 error high")
            .seeing(downstream().number(2).proxyHeader(1)),
        RuleCase.single("accepted with the same", downstream().proxyHeader(1).reset(), "")
            .seeing(downstream().number(2).proxyHeader(1)),
        RuleCase.single("another alert", downstream().proxyHeader(1).alert(112), ""),
        RuleCase.single("alert 70 without a header", downstream().alert(70), ""),
        RuleCase.single("works", downstream().proxyHeader(1), "").seeing(downstream().number(2)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProxyProtocolUnexpectedRule());
  }
}
