package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConnectToSomethingElseRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "405",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    405,
                    "405 Not Allowed",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 405 Not Allowed\r\nServer: nginx\r\n"),
            "1 error high"),
        RuleCase.live(
            "400 of nginx",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    400,
                    "400 Bad Request",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n"),
            "1 error high"),
        RuleCase.live(
            "400 of nobody",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    400,
                    "400 Bad Request",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 400 Bad Request\r\n"),
            "1 error medium"),
        RuleCase.live(
            "a port of TLS",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    0,
                    "its answer is not HTTP",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "\25\3\3\0\2\0022"),
            "1 error high"),
        RuleCase.live(
            "SSH",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    0,
                    "its answer is not HTTP",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "SSH-2.0-OpenSSH_9.6\r\n"),
            "1 error high"),
        RuleCase.live(
            "closed",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    0,
                    "closed without an answer",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    ""),
            "1 error medium"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 405 Not Allowed\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.single(
            "closed, captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "",
                    new Outcome.Closed(Side.SERVER)),
            "1 error medium"),
        RuleCase.live(
            "Squid does not like it",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    400,
                    "400 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 400 x\r\nX-Squid-Error: ERR_INVALID_REQ 0\r\n"),
            ""),
        RuleCase.live(
            "Envoy",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    404,
                    "404 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 404 x\r\nserver: envoy\r\n"),
            ""),
        RuleCase.live(
            "unreachable",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\n"),
            ""),
        RuleCase.live(
            "silent",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    0,
                    "no answer within 2.0 s",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    ""),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ConnectToSomethingElseRule());
  }
}
