package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CertificateRequestTooBigRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "more than Java takes",
            downstream().certificateRequest(41_000).clientAlert(80),
            "1 error medium"),
        RuleCase.live(
            "the library says so",
            LiveTrace.direct()
                .failed(
                    direct().certificateRequest(41_000).clientAlert(80),
                    List.of(),
                    "The size of the handshake message (41000) exceeds the maximum allowed size"
                        + " (32768)"),
            "1 error high"),
        RuleCase.live(
            "TLS 1.3, where the message is not seen",
            LiveTrace.direct()
                .failed(
                    direct().established(0x0304).clientAlert(80),
                    List.of(),
                    "The size of the handshake message (41000) exceeds the maximum allowed size"
                        + " (32768)"),
            "1 error medium"),
        RuleCase.single("taken", downstream().certificateRequest(41_000), ""),
        RuleCase.single("small", downstream().certificateRequest(200).clientAlert(80), ""),
        RuleCase.single("none", downstream().clientAlert(80), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new CertificateRequestTooBigRule());
  }
}
