package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DoubleTlsRuleTest {
  private static final String REFUSED = "HTTP/1.1 400 Bad Request\r\n";

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "answer through the proxy's TLS",
            downstream().plaintext(REFUSED),
            upstream(HelloSamples.proxy()),
            "1 error medium"),
        RuleCase.of(
            "the proxy's TLS was not used",
            downstream().plaintext(REFUSED),
            upstream(HelloSamples.proxy()).outcome(new Outcome.Established(false, false)),
            ""),
        RuleCase.of(
            "the server speaks no TLS",
            downstream().plaintext(REFUSED),
            upstream(HelloSamples.proxy()).plaintext(REFUSED),
            ""),
        RuleCase.of(
            "the hello was passed on",
            downstream().hello(HelloSamples.client(NAME).random(7)).plaintext(REFUSED),
            upstream(HelloSamples.client(NAME).random(7)),
            ""),
        RuleCase.of("TLS on both legs", new HandshakeSamples(), upstream(HelloSamples.proxy()), ""),
        beside("lab/web", "lab/web", "1 error medium"),
        beside("lab/web", "lab/other", ""),
        beside("nginx/1.22.1", "nginx/1.22.1", ""),
        RuleCase.single("no proxy", downstream().plaintext(REFUSED), ""));
  }

  /** The proxy's own leg was not seen. */
  private static RuleCase beside(String direct, String inTheClear, String expected) {
    LiveTrace trace =
        LiveTrace.proxied()
            .tls(
                downstream()
                    .plaintext("HTTP/1.1 400 Bad Request\r\nserver: " + inTheClear + "\r\n"))
            .hop();
    return RuleCase.live(inTheClear + " instead of " + direct, trace, expected)
        .beside(LiveTrace.direct().tls(RuleCase.direct()).http(200, "", "Server", direct));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DoubleTlsRule());
  }
}
