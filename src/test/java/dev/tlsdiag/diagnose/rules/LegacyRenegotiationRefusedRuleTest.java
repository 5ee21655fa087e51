package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LegacyRenegotiationRefusedRuleTest {
  private static final HelloSamples INSISTING =
      new HelloSamples().name(NAME).extension(ExtensionType.RENEGOTIATION_INFO, "00");

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "alert 40 of the client",
            downstream().hello(INSISTING).chosen("", 0xc02f).clientAlert(40),
            "1 error high"),
        RuleCase.single(
            "by the cipher suite that stands for it",
            downstream()
                .hello(new HelloSamples().name(NAME).suites(0xc02f, 0x00ff))
                .chosen("", 0xc02f)
                .clientAlert(40),
            "1 error high"),
        RuleCase.single(
            "a finite-field group may be too small",
            downstream().hello(INSISTING).chosen("", 0x009e).clientAlert(40),
            "1 error medium"),
        RuleCase.live(
            "the library says so",
            LiveTrace.direct()
                .failed(
                    direct().clientAlert(40),
                    List.of(),
                    "error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation"
                        + " disabled"),
            "1 error high"),
        RuleCase.single(
            "the server knows it",
            downstream()
                .hello(INSISTING)
                .chosen(
                    "", 0xc02f, new Extension(ExtensionType.RENEGOTIATION_INFO, Bytes.ofHex("00")))
                .clientAlert(40),
            ""),
        RuleCase.single(
            "the client does not mind", downstream().hello(INSISTING).chosen("", 0xc02f), ""),
        RuleCase.single(
            "another alert", downstream().hello(INSISTING).chosen("", 0xc02f).clientAlert(48), ""),
        RuleCase.single(
            "TLS 1.3 has none",
            downstream().hello(INSISTING).established(0x0304).clientAlert(40),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new LegacyRenegotiationRefusedRule());
  }
}
