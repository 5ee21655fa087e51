package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamMismatchRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("a suite", old().alert(40), "1 error high").seeing(downstream().number(5)),
        RuleCase.single("insufficient", old().alert(71), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("a version", newest().alert(40), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("what may be below the version", old12().alert(40), "1 error low")
            .seeing(downstream().number(5).serverHello(TlsSamples.serverHello(0x1d))),
        RuleCase.single(
                "the suites for the server's certificate", old12().alert(40), "1 error medium")
            .seeing(
                downstream()
                    .number(5)
                    .certificates(CertificateSamples.leaf("Some CA", NAME))
                    .serverHello(TlsSamples.serverHello(0x1d))),
        RuleCase.single("a group", groups("00020017").alert(40), "1 error high")
            .seeing(groups("00020018").number(5).serverHello(TlsSamples.serverHello(0x18))),
        RuleCase.single("a group of TLS 1.2", groups("00020017").alert(40), "1 error medium")
            .seeing(groups("000400170018").number(5)),
        RuleCase.single("no control", old().alert(40), ""),
        RuleCase.single("another name", old().alert(40), "")
            .seeing(downstream().number(5).hello(HelloSamples.client("other.example"))),
        RuleCase.single(
                "another name, and that one is refused too", old().alert(40), "1 error high")
            .seeing(
                downstream().number(5).hello(HelloSamples.client("other.example")),
                downstream()
                    .number(6)
                    .hello(HelloSamples.client("other.example").suites(0x002f, 0x0035))
                    .alert(40)),
        RuleCase.single("alike", downstream().alert(40), "").seeing(downstream().number(5)),
        RuleCase.single("says that it is the version", old().alert(70), "")
            .seeing(downstream().number(5)),
        RuleCase.single("reset", old().reset(), "").seeing(downstream().number(5)),
        RuleCase.toProxy("elsewhere", old().alert(40), "").seeing(downstream().number(5)),
        RuleCase.single("taken", old(), "").seeing(downstream().number(5)));
  }

  private static HandshakeSamples old() {
    return downstream().hello(HelloSamples.client(NAME).suites(0x002f, 0x0035));
  }

  /** TLS 1.2, for RSA certificates. */
  private static HandshakeSamples old12() {
    return downstream().hello(new HelloSamples().name(NAME).versions(0x0303).suites(0xc02f));
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
    row.check(new UpstreamMismatchRule());
  }
}
