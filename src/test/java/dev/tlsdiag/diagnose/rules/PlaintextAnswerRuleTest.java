package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlaintextAnswerRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "HTTP",
            downstream().plaintext("HTTP/1.1 400 Bad Request\r\nServer: x"),
            "1 error high"),
        RuleCase.single(
            "HTML without a status", downstream().plaintext("<!DOCTYPE HTML>\n"), "1 error high"),
        RuleCase.single(
            "a proxy's port",
            downstream().to("192.0.2.2", 3128).plaintext("HTTP/1.1 400 Bad Request\r\n"),
            "1 error high"),
        RuleCase.single("SMTP", downstream().plaintext("220 mail.example ESMTP\r\n"), ""),
        RuleCase.toProxy("a proxy", downstream().plaintext("HTTP/1.1 400 Bad Request\r\n"), ""),
        RuleCase.single("SSH", downstream().plaintext("SSH-2.0-OpenSSH_9.6\r\n"), "1 error high"),
        RuleCase.single("no text", downstream().plaintext("\u0000\u0001\u0002"), "1 error high"),
        RuleCase.single("nothing at all", downstream().plaintext(""), "1 error high"),
        RuleCase.single(
                "a hello with a name is taken",
                direct().hello(HelloSamples.proxy()).plaintext("HTTP/1.1 403 Forbidden\r\n"),
                "1 error medium")
            .seeing(direct()),
        RuleCase.single("closed", downstream().closed(), ""),
        RuleCase.single("established", downstream(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new PlaintextAnswerRule());
  }
}
