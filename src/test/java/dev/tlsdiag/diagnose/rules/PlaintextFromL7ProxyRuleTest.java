package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaintextFromL7ProxyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy(
            "HTTP", downstream().plaintext("HTTP/1.1 400 Bad Request"), "1 error medium"),
        RuleCase.toProxy(
                "HTTP, TLS directly",
                downstream().plaintext("HTTP/1.1 400 Bad Request"),
                "1 error medium")
            .beside(direct()),
        RuleCase.toProxy(
                "in its tunnel",
                downstream().connect("app.example:443").plaintext("HTTP/1.1 403 Forbidden"),
                "1 error medium")
            .beside(direct()),
        RuleCase.toProxy(
            "in its tunnel, no control",
            downstream().connect("app.example:443").plaintext("HTTP/1.1 403 Forbidden"),
            ""),
        RuleCase.toProxy(
            "a forward proxy's port",
            downstream().to("192.0.2.2", 3128).plaintext("HTTP/1.1 400 Bad Request"),
            ""),
        RuleCase.single("by the server", downstream().plaintext("HTTP/1.1 400 Bad Request"), ""),
        RuleCase.toProxy("no HTTP", downstream().plaintext("SSH-2.0-x"), ""),
        RuleCase.toProxy("TLS", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PlaintextFromL7ProxyRule());
  }
}
