package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tlsdiag replay} prints and returns. */
class ReplayCommandTest {
  private static RunningScenario lab;
  private static Target target;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void start() throws IOException {
    lab = Scenarios.named("sni-alert-112").orElseThrow().start();
    target = lab.targets().get(0);
  }

  @AfterAll
  static void stop() {
    lab.close();
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  private int runOnLab(String... args) {
    List<String> words =
        new ArrayList<>(List.of("replay", "--noproxy", "*", "--resolve", target.resolve()));
    words.addAll(List.of("--cacert", lab.trustFile().toString(), "--ascii"));
    words.addAll(List.of(args));
    return run(words.toArray(String[]::new));
  }

  private String url() {
    return target.url().toString();
  }

  @Test
  void answerIsInTheFirstLineAndSecretsAreNotShown() {
    assertEquals(ExitCode.CLEAN, runOnLab("-v", "-H", "Authorization: Bearer geheim", url()));
    assertTrue(out.toString().startsWith("ok 200 h2 in "), out.toString());
    assertTrue(out.toString().contains("SNI " + target.host()), out.toString());
    assertTrue(out.toString().contains("Authorization: Bearer [redacted]"), out.toString());
    assertFalse(out.toString().contains("geheim"), out.toString());
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void failureNamesStepAndWho() {
    assertEquals(ExitCode.FINDINGS, runOnLab("--noservername", url()));
    assertTrue(
        out.toString()
            .startsWith(
                "x step tls: the server ended the handshake with alert 112 unrecognized_name"),
        out.toString());
    assertTrue(out.toString().contains("NO SNI"), out.toString());
  }

  @Test
  void curlCommandsAreReadAfterTwoDashes() {
    int code =
        runOnLab(
            "--noservername",
            "--exit-code=curl",
            "-w",
            "%{exitcode} %{http_code} %{ssl_verify_result}\\n",
            "--",
            "curl",
            "-sS",
            url());
    assertEquals(35, code);
    assertEquals("35 000 0\n", out.toString());
  }

  @Test
  void repetitionsAreCounted() {
    assertEquals(ExitCode.CLEAN, runOnLab("-n", "3", url()));
    assertTrue(out.toString().startsWith("ok 0 of 3 failed\n"), out.toString());
    assertTrue(out.toString().contains("3 x status 200"), out.toString());
  }

  @Test
  void jsonHasTheSteps() throws IOException {
    assertEquals(ExitCode.CLEAN, runOnLab("-o", "json", url()));
    JsonNode attempt = new ObjectMapper().readTree(out.toString()).at("/replays/0/attempts/0");
    assertEquals("resolve", attempt.at("/steps/0/step").asText());
    assertEquals("TLS 1.3", attempt.at("/steps/2/version").asText());
    assertEquals(200, attempt.at("/exchange/status").asInt());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | replay                                        | error: there is no URL
          2 | replay ftp://a/                               | error: 'ftp://a/': only http and https are spoken, not 'ftp'
          2 | replay -n 0 http://a/                         | error: '--count 0' is not within 1 to 100000
          2 | replay -o yaml http://a/                      | error: unknown value 'yaml' after '--output'
          2 | replay --servername a --noservername http://a | error: '--servername' and '--noservername' exclude each other
          2 | replay --resolve a http://a                   | error: --resolve: 'a' is not [+]HOST:PORT:ADDRESS[,ADDRESS]
          2 | replay --resolv a http://a                    | error: unknown option '--resolv'
          4 | replay -d @no-such-file http://a              | error: there is no file 'no-such-file'
          4 | replay --har no-such.har                      | error: there is no file 'no-such.har'
          """)
  void wrongInputIsTold(int code, String line, String message) {
    assertEquals(code, run(line.split(" ")), err.toString());
    assertTrue(err.toString().startsWith(message + "\n"), err.toString());
  }
}
