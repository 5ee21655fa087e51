package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SniRequiredByServerRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
                "default certificate, refused",
                tunnelled()
                    .certificates(CertificateSamples.leaf("CA", "b.example"))
                    .clientAlert(42),
                "1 error high")
            .seeing(direct().certificates(CertificateSamples.leaf("CA", NAME))),
        RuleCase.single(
                "default certificate, taken",
                tunnelled().certificates(CertificateSamples.leaf("CA", "b.example")),
                "1 warning high")
            .seeing(direct().certificates(CertificateSamples.leaf("CA", NAME))),
        RuleCase.single(
            "default certificate, nothing to compare",
            tunnelled().certificates(CertificateSamples.leaf("CA", "b.example")),
            "1 warning medium"),
        RuleCase.single(
            "its certificate is for the host",
            tunnelled().certificates(CertificateSamples.leaf("CA", NAME)),
            ""),
        RuleCase.single(
            "nobody knows the host",
            direct()
                .hello(HelloSamples.proxy())
                .certificates(CertificateSamples.leaf("CA", "b.example")),
            ""),
        RuleCase.single("refused by name, name works", nameless().alert(112), "1 error high")
            .seeing(direct()),
        RuleCase.single("refused by name, no control", nameless().alert(112), "1 error medium"),
        RuleCase.single("reset, name works", nameless().reset(), "1 error medium").seeing(direct()),
        RuleCase.single("closed, name works", nameless().closed(), "1 error medium")
            .seeing(direct()),
        RuleCase.single("silent, name works", nameless().silent(4000, true), "1 error medium")
            .seeing(direct()),
        RuleCase.single("reset, no control", nameless().reset(), "1 error low"),
        RuleCase.single("control was resumed", nameless().alert(112), "1 error medium")
            .seeing(direct().resumed()),
        RuleCase.single("control at another server", nameless().reset(), "1 error low")
            .seeing(direct().to("192.0.2.99", 443)),
        RuleCase.single("works without a name elsewhere", nameless().reset(), "")
            .seeing(direct(), direct().hello(HelloSamples.proxy())),
        RuleCase.single("a name does not help", nameless().reset(), "").seeing(direct().reset()),
        RuleCase.single("had a name", direct().number(1).alert(112), ""),
        RuleCase.single("version refused", nameless().alert(70), ""),
        RuleCase.single("client refused the certificate", nameless().clientAlert(42), ""),
        RuleCase.single("a short silence", nameless().silent(80, true), ""),
        RuleCase.single("established", nameless(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new SniRequiredByServerRule());
  }

  private static HandshakeSamples nameless() {
    return direct().number(1).in("a.pcap").hello(HelloSamples.proxy());
  }

  /** In a tunnel to the host. */
  private static HandshakeSamples tunnelled() {
    return direct().hello(HelloSamples.proxy()).connect(NAME + ":443");
  }
}
