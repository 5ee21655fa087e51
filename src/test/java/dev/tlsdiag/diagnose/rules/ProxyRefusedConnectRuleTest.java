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
            "unreachable",
            LiveTrace.proxied()
                .tunnel("http-connect", 503, "503 Unavailable", "HTTP/1.1 503 Unavailable\r\n"),
            "1 error high"),
        RuleCase.live(
            "silent",
            LiveTrace.proxied().tunnel("http-connect", 0, "no answer within 2.0 s", ""),
            "1 error high"),
        RuleCase.live(
            "forbidden, which has a rule of its own",
            LiveTrace.proxied().tunnel("http-connect", 403, "403 x", "HTTP/1.1 403 x\r\n"),
            ""),
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
