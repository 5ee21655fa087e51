package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Connect407AuthRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "none shown",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    407,
                    "407 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 407 x\r\nProxy-Authenticate: Basic realm=x\r\n"),
            "1 error high"),
        RuleCase.live(
            "wrong ones",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    407,
                    "407 x",
                    "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: ***\r\n",
                    "HTTP/1.1 407 x\r\n"),
            "1 error high"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
                    new Outcome.Closed(Side.CLIENT)),
            "1 error high"),
        RuleCase.live(
            "forbidden",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    403,
                    "403 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 403 x\r\n"),
            ""),
        RuleCase.single("taken at the second time", downstream().connect("app.example:443"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new Connect407AuthRule());
  }
}
