package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem.Kind;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateUnfitRuleTest {
  private static final List<Bytes> SOUND = CertificateSamples.chain("Some CA", NAME);

  /** RSA of 1024 bits. */
  private static final List<Bytes> WEAK =
      List.of(CertificateSamples.rsa("Some CA", NAME, KeyUsage.digitalSignature));

  private static final Outcome LEFT = new Outcome.Quit(Side.CLIENT, false, true);

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "name constraints",
            LiveTrace.direct()
                .problem(direct().clientAlert(46), SOUND, Kind.NAME_CONSTRAINTS, true),
            "1 error high"),
        RuleCase.live(
            "not for servers, not enforced",
            LiveTrace.direct().problem(direct(), SOUND, Kind.KEY_USAGE, false),
            "1 warning high"),
        RuleCase.live(
            "an unknown root is another rule's",
            LiveTrace.direct().problem(direct().clientAlert(48), SOUND, Kind.UNTRUSTED_ROOT, true),
            ""),
        RuleCase.live(
            "weak, and the client that was asked takes it",
            LiveTrace.direct().verified(direct(), WEAK),
            ""),
        RuleCase.of(
                "left by the proxy, unfit for the direct client",
                downstream(),
                leaving(SOUND),
                "2 error medium")
            .beside(
                LiveTrace.direct()
                    .problem(direct().clientAlert(46), SOUND, Kind.NAME_CONSTRAINTS, true)),
        RuleCase.of("weak, and left by the proxy", downstream(), leaving(WEAK), "2 error medium")
            .beside(LiveTrace.direct().verified(direct(), WEAK)),
        RuleCase.of(
            "weak, and refused by the proxy for its issuer",
            downstream(),
            leaving(WEAK).clientAlert(48),
            ""),
        RuleCase.of(
            "weak, and used",
            downstream(),
            upstream(HelloSamples.client(NAME)).certificates(WEAK.toArray(Bytes[]::new)),
            ""),
        RuleCase.of(
            "weak, and for another name",
            downstream(),
            leaving(WEAK).hello(HelloSamples.client("other.example")),
            ""),
        RuleCase.of("sound, and left by the proxy", downstream(), leaving(SOUND), ""));
  }

  private static HandshakeSamples leaving(List<Bytes> chain) {
    return upstream(HelloSamples.client(NAME))
        .certificates(chain.toArray(Bytes[]::new))
        .outcome(LEFT);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateUnfitRule());
  }
}
