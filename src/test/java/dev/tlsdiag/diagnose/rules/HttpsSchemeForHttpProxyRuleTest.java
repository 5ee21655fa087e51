package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpsSchemeForHttpProxyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "no name, to a proxy",
                LiveTrace.proxied()
                    .tls(
                        downstream()
                            .hello(HelloSamples.proxy())
                            .plaintext("HTTP/1.1 400 Bad Request\r\n"))
                    .hop(),
                "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "the proxy's name",
                LiveTrace.proxied()
                    .tls(
                        downstream()
                            .hello(HelloSamples.client("proxy.example"))
                            .plaintext("HTTP/1.1 400 Bad Request\r\n"))
                    .hop(),
                "1 error high")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.single(
            "a proxy's port",
            downstream().to("192.0.2.2", 3128).plaintext("HTTP/1.1 400 Bad Request\r\n"),
            "1 error medium"),
        RuleCase.live(
                "an interceptor",
                LiveTrace.proxied()
                    .tls(
                        downstream()
                            .hello(HelloSamples.client(NAME))
                            .plaintext("HTTP/1.1 400 Bad Request\r\n"))
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.single("a server", downstream().plaintext("HTTP/1.1 400 Bad Request\r\n"), ""),
        RuleCase.single(
            "in a tunnel",
            downstream()
                .connect("app.example:443")
                .to("192.0.2.2", 3128)
                .plaintext("HTTP/1.1 400 x\r\n"),
            ""),
        RuleCase.single("SSH", downstream().to("192.0.2.2", 3128).plaintext("SSH-2.0-x\r\n"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HttpsSchemeForHttpProxyRule());
  }
}
