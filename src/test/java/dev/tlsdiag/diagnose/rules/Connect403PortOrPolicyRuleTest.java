package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Connect403PortOrPolicyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "live",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    403,
                    "403 Forbidden",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 Forbidden\r\n"),
            "1 error high"),
        RuleCase.live(
            "another port",
            LiveTrace.proxied()
                .refused(
                    "app.example:8443",
                    403,
                    "403 Forbidden",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 Forbidden\r\n"),
            "1 error high"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 Tunnel Forbidden\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.live(
            "Envoy takes it for its own",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    403,
                    "403 Forbidden",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 Forbidden\r\nserver: envoy\r\n"),
            ""),
        RuleCase.live(
            "credentials",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    407,
                    "407 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 407 x\r\n"),
            ""),
        RuleCase.live(
            "opened", LiveTrace.proxied().tunnel("http-connect", 200, "", "").tls(direct()), ""),
        RuleCase.single("opened, captured", downstream().connect("app.example:443"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new Connect403PortOrPolicyRule());
  }
}
