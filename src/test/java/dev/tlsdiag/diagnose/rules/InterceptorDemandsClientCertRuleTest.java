package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterceptorDemandsClientCertRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "TLS 1.2",
            downstream().certificateRequested().alert(40),
            upstream(HelloSamples.client(NAME)),
            "1 error medium"),
        RuleCase.of(
                "alert 116, and the server itself does not ask",
                downstream().established(0x0304).alert(116),
                upstream(HelloSamples.client(NAME)),
                "1 error high")
            .beside(direct()),
        RuleCase.of(
                "TLS 1.3 without keys: an empty Certificate, then the proxy's alert",
                downstream()
                    .established(0x0304)
                    .clientFlight(25)
                    .outcome(new Outcome.EncryptedAlert(Side.SERVER)),
                upstream(HelloSamples.client(NAME)),
                "1 error high")
            .beside(direct()),
        RuleCase.of(
            "Java's records are longer",
            downstream()
                .established(0x0304)
                .clientFlight(41)
                .outcome(new Outcome.EncryptedAlert(Side.SERVER)),
            upstream(HelloSamples.client(NAME)),
            "1 error medium"),
        RuleCase.of(
                "the server asks as well",
                downstream().certificateRequested().alert(40),
                upstream(HelloSamples.client(NAME)),
                "1 error medium")
            .beside(direct().certificateRequested()),
        RuleCase.of(
            "TLS 1.3: a Finished alone, then an alert",
            downstream()
                .established(0x0304)
                .clientFlight(53)
                .outcome(new Outcome.EncryptedAlert(Side.SERVER)),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "asked for, and content without",
            downstream().established(0x0304).clientFlight(25),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "the client showed one",
            downstream()
                .established(0x0304)
                .clientFlight(900)
                .outcome(new Outcome.EncryptedAlert(Side.SERVER)),
            upstream(HelloSamples.client(NAME)),
            ""),
        RuleCase.of(
            "it is the server who asks",
            downstream(),
            upstream(HelloSamples.client(NAME)).certificateRequested().alert(40),
            ""),
        RuleCase.single("no proxy", downstream().certificateRequested().alert(40), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new InterceptorDemandsClientCertRule());
  }
}
