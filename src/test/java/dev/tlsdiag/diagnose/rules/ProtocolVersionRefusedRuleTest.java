package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.wire.Bytes;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolVersionRefusedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("by the server", downstream().alert(70), "1 error high"),
        RuleCase.single("by the client", downstream().clientAlert(70), "1 error high"),
        RuleCase.single(
            "behind a PROXY header",
            downstream()
                .preamble(new Preamble("proxy-v2", Optional.empty(), Bytes.EMPTY, Bytes.EMPTY))
                .alert(70),
            "1 error medium"),
        RuleCase.single("another alert", downstream().alert(40), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProtocolVersionRefusedRule());
  }
}
