package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamAsksCertByRenegotiationRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "seen in the records",
            downstream(),
            upstream(HelloSamples.client(NAME))
                .history("CsxknGIFifDfL")
                .outcome(new Outcome.Established(false, false)),
            "2 error medium"),
        RuleCase.live(
            "the library says so",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .failed(
                    upstream(HelloSamples.client(NAME)),
                    List.of(),
                    "error:100000b6:SSL routines:OPENSSL_internal:NO_RENEGOTIATION"),
            "2 error high"),
        RuleCase.of(
            "the client goes along",
            downstream(),
            upstream(HelloSamples.client(NAME)).history("CsxknGIFifDfFfFd"),
            ""),
        RuleCase.of(
            "a ticket before the data",
            downstream(),
            upstream(HelloSamples.client(NAME)).history("CsxknGIFtifDdL"),
            ""),
        RuleCase.of(
            "TLS 1.3",
            downstream(),
            upstream(HelloSamples.client(NAME)).established(0x0304).history("CsifDfL"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamAsksCertByRenegotiationRule());
  }
}
