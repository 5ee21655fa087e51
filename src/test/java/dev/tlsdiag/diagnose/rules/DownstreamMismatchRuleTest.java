package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DownstreamMismatchRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("a suite", old().alert(40), "1 error high").seeing(downstream().number(5)),
        RuleCase.toProxy("insufficient", old().alert(71), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("a version", newest().alert(40), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("a group", groups("00020017").alert(40), "1 error high")
            .seeing(groups("00020018").number(5).serverHello(TlsSamples.serverHello(0x18))),
        RuleCase.toProxy("a group of TLS 1.2", groups("00020017").alert(40), "1 error medium")
            .seeing(groups("000400170018").number(5)),
        RuleCase.toProxy("no control", old().alert(40), ""),
        RuleCase.toProxy("another name", old().alert(40), "")
            .seeing(downstream().number(5).hello(HelloSamples.client("other.example"))),
        RuleCase.toProxy("alike", downstream().alert(40), "").seeing(downstream().number(5)),
        RuleCase.toProxy("says that it is the version", old().alert(70), "")
            .seeing(downstream().number(5)),
        RuleCase.toProxy("reset", old().reset(), "").seeing(downstream().number(5)),
        RuleCase.single("elsewhere", old().alert(40), "").seeing(downstream().number(5)),
        RuleCase.toProxy("taken", old(), "").seeing(downstream().number(5)));
  }

  private static HandshakeSamples old() {
    return downstream().hello(HelloSamples.client(NAME).suites(0x002f, 0x0035));
  }

  private static HandshakeSamples newest() {
    return downstream().hello(new HelloSamples().name(NAME).versions(0x0304));
  }

  private static HandshakeSamples groups(String hex) {
    return downstream()
        .hello(HelloSamples.client(NAME).extension(ExtensionType.SUPPORTED_GROUPS, hex));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DownstreamMismatchRule());
  }
}
