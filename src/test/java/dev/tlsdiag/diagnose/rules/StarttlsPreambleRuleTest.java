package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StarttlsPreambleRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "SMTP", downstream().plaintext("220 mail.example ESMTP\r\n"), "1 error high"),
        RuleCase.single("IMAP", downstream().plaintext("* OK ready\r\n"), "1 error high"),
        RuleCase.single("POP3", downstream().plaintext("+OK ready\r\n"), "1 error high"),
        RuleCase.single("MySQL", downstream().plaintext("J\0\0\0\n8.0.36\0"), "1 error high"),
        RuleCase.single("PostgreSQL, then reset", postgres().reset(), "1 error low"),
        RuleCase.single("PostgreSQL, then closed", postgres().closed(), "1 error low"),
        RuleCase.single("PostgreSQL", postgres(), ""),
        RuleCase.single(
            "PostgreSQL, answered in HTTP",
            downstream()
                .opening(
                    "postgresql",
                    "",
                    "",
                    "HTTP/1.1 400 Bad Request\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.single(
            "a refused CONNECT",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            ""),
        RuleCase.single("after CONNECT", downstream().connect("app.example:443").reset(), ""),
        RuleCase.single("HTTP", downstream().plaintext("HTTP/1.1 400 Bad Request"), ""),
        RuleCase.single("TLS", downstream(), ""));
  }

  private static HandshakeSamples postgres() {
    return downstream()
        .preamble(new Preamble("postgresql", Optional.empty(), Bytes.EMPTY, Bytes.EMPTY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new StarttlsPreambleRule());
  }
}
