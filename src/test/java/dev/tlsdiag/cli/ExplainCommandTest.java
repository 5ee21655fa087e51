package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.diagnose.rules.Rules;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void showsThePageOfARule() {
    assertEquals(ExitCode.CLEAN, run("explain", "--ascii", "upstream-sni-missing"));
    Golden.assertMatches("explain/upstream-sni-missing.txt", out.toString());
  }

  @Test
  void everyPageIsPlainText() {
    Rules.ALL.forEach(rule -> assertEquals(0, run("explain", "--ascii", rule.info().name())));
    assertTrue(out.toString().chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), "ASCII");
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), "width");
  }

  @Test
  void listsTheRules() {
    assertEquals(ExitCode.CLEAN, run("explain"));
    assertEquals(Rules.ALL.size(), out.toString().lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"112", "unrecognized_name", "Unrecognized_Name"})
  void knowsAlerts(String alert) {
    assertEquals(ExitCode.CLEAN, run("explain", alert));
    assertTrue(out.toString().startsWith("TLS alert 112 unrecognized_name\n"), out.toString());
    assertTrue(out.toString().contains("tlsdiag explain upstream-sni-missing\n"), out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curl: (35) error:0A00010B:SSL routines::wrong version number | plaintext-answer
          upstream connect error or disconnect/reset before headers    | reset-after-client-hello
          remote error: tls: unrecognized name                         | upstream-sni-missing
          error:0A000418:SSL routines::tlsv1 alert unknown ca          | untrusted-internal-ca
          TLS_error:_268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED | upstream-bundle-lacks-issuer
          400 The plain HTTP request was sent to HTTPS port            | plaintext-to-tls-port
          curl: (60) SSL certificate problem: unable to get local issuer certificate | untrusted-internal-ca
          x509: certificate relies on legacy Common Name field         | leaf-without-san
          upstream SSL certificate does not match "app.example"        | certificate-wrong-name
          curl: (56) CONNECT tunnel failed, response 403               | proxy-refused-connect
          curl: (6) Could not resolve host: app.example                | name-not-resolved
          connect() failed (111: Connection refused) while connecting to upstream | connection-refused
          Access denied                                                | proxy-made-status
          """)
  void knowsPastedMessages(String message, String rule) {
    assertEquals(ExitCode.CLEAN, run("explain", message));
    String first = out.toString().lines().filter(l -> l.startsWith("  tlsdiag")).findFirst().get();
    assertTrue(first.endsWith(" " + rule), out.toString());
  }

  @Test
  void decodesNumbersOfTlsLibraries() {
    assertEquals(
        ExitCode.CLEAN,
        run(
            "explain",
            "upstream connect error or disconnect/reset before headers. reset reason: remote"
                + " connection failure, transport failure reason:"
                + " TLS_error:|268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE"
                + ":TLS_error_end"));
    assertTrue(
        out.toString()
            .startsWith(
                "made by Envoy: its TLS handshake with the server failed\n"
                    + "268436496: the program that printed this received alert 40"
                    + " handshake_failure: its peer refused it\n"),
        out.toString());
  }

  @Test
  void guessesWhatWasMeant() {
    assertEquals(ExitCode.USAGE, run("explain", "upstream-sni-mising"));
    assertEquals(
        """
        error: no page for 'upstream-sni-mising'
          likely: upstream-sni-missing
          try:    tlsdiag explain upstream-sni-missing
        """,
        err.toString());
  }

  @Test
  void knowsNoOtherWord() {
    assertEquals(ExitCode.USAGE, run("explain", "\u001b[2Jxyzzy"));
    assertTrue(err.toString().chars().noneMatch(c -> c == 0x1b), err.toString());
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
