package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxyRefusedConnectRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "forbidden",
            LiveTrace.proxied()
                .tunnel(
                    "http-connect",
                    403,
                    "403 Tunnel Forbidden",
                    "HTTP/1.1 403 Tunnel Forbidden\r\n"),
            "1 error high"),
        RuleCase.live(
            "credentials",
            LiveTrace.proxied()
                .tunnel(
                    "http-connect",
                    407,
                    "407 Proxy Authentication Required",
                    "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=x\r\n"),
            "1 error high"),
        RuleCase.live(
            "closed",
            LiveTrace.proxied().tunnel("http-connect", 0, "closed without an answer", ""),
            "1 error high"),
        RuleCase.live(
            "SOCKS",
            LiveTrace.proxied().tunnel("socks5", 4, "host unreachable", ""),
            "1 error high"),
        RuleCase.live(
            "opened", LiveTrace.proxied().tunnel("http-connect", 200, "", "").tls(direct()), ""),
        RuleCase.single("capture", downstream().connect("app.example:443"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProxyRefusedConnectRule());
  }
}
