package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaintextToTlsPortRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "nginx, behind a proxy",
            LiveTrace.proxied()
                .tls(downstream())
                .http(400, "<center>The plain HTTP request was sent to HTTPS port</center>"),
            "1 error high"),
        RuleCase.live(
            "nginx, behind a proxy whose own leg is next",
            LiveTrace.proxied()
                .tls(downstream())
                .http(400, "<center>The plain HTTP request was sent to HTTPS port</center>")
                .hop(),
            "2 error high"),
        RuleCase.live(
            "Go",
            LiveTrace.direct().http(400, "Client sent an HTTP request to an HTTPS server.\n"),
            "1 error high"),
        RuleCase.live("another 400", LiveTrace.direct().http(400, "Bad Request"), ""),
        RuleCase.live(
            "a page about it",
            LiveTrace.direct().http(200, "plain HTTP request was sent to HTTPS port"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PlaintextToTlsPortRule());
  }
}
