package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectParsedByL7PolicyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "live",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    404,
                    "404 Not Found",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 404 Not Found\r\nserver: envoy\r\n"),
            "1 error medium"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 404 Not Found\r\nserver: istio-envoy\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error medium"),
        RuleCase.live(
            "by policy",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    403,
                    "403 Forbidden",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 Forbidden\r\nserver: envoy\r\n"),
            "1 error medium"),
        RuleCase.live(
            "Envoy is the proxy",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\nserver: envoy\r\n"),
            ""),
        RuleCase.live(
            "a web server",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    404,
                    "404 Not Found",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 404 Not Found\r\nserver: nginx\r\n"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ConnectParsedByL7PolicyRule());
  }
}
