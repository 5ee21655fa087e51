package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EchRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("reset", ech().reset(), "1 note high"),
        RuleCase.single("silence", ech().silent(3000, true), "1 note high"),
        RuleCase.single("alert", ech().alert(40), "1 note high"),
        RuleCase.single("certificate refused", ech().clientAlert(48), ""),
        RuleCase.single("taken", ech(), ""),
        RuleCase.single("no ECH", downstream().reset(), ""));
  }

  private static HandshakeSamples ech() {
    return downstream()
        .hello(HelloSamples.client(NAME).extension(ExtensionType.ENCRYPTED_CLIENT_HELLO, "00"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new EchRule());
  }
}
