package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.chain;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertPinningRuleTest {
  private static HandshakeSamples other() {
    return downstream().number(8).hello(HelloSamples.proxy().name(NAME));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "OkHttp says so",
            LiveTrace.proxied()
                .failed(
                    downstream().clientAlert(46),
                    chain("Internal CA", NAME),
                    "Certificate pinning failure!")
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            "1 error high"),
        RuleCase.of(
                "another program on the machine accepts it",
                downstream().clientAlert(46),
                upstream(HelloSamples.client(NAME)),
                "1 error low")
            .seeing(other()),
        RuleCase.of(
                "TLS 1.3: it goes away",
                downstream().established(0x0304).outcome(new Outcome.EncryptedAlert(Side.CLIENT)),
                upstream(HelloSamples.client(NAME)),
                "1 error low")
            .seeing(other()),
        RuleCase.of(
                "its alert names the authority",
                downstream().clientAlert(48),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other()),
        RuleCase.of(
                "a handshake that was not used",
                downstream()
                    .certificates(leaf("Internal CA", NAME))
                    .outcome(new Outcome.Quit(Side.CLIENT, false, false)),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other()),
        RuleCase.of(
            "nobody else to compare with",
            downstream().clientAlert(46),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
                "the certificate is wrong otherwise",
                downstream().certificates(leaf("Internal CA", "b.example")).clientAlert(46),
                upstream(HelloSamples.client(NAME)),
                "")
            .seeing(other()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertPinningRule());
  }
}
