package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabCommandTest {
  private static final long PATIENCE_SECONDS = 90;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lab", "lab list"})
  void listsEveryScenarioOnce(String line) {
    assertEquals(ExitCode.CLEAN, run(line.split(" ")));
    for (Scenario scenario : Scenarios.ALL) {
      long rows =
          out.toString().lines().filter(row -> row.startsWith(scenario.name() + " ")).count();
      assertEquals(1, rows, scenario.name());
    }
    assertTrue(out.toString().lines().allMatch(row -> row.length() <= 80), out.toString());
  }

  @Test
  void listSaysWhatEachIsDiagnosedAs() {
    run("lab");
    for (String row :
        List.of(
            "sni-alert-112                  upstream-sni-missing",
            "two-records                    clienthello-split-over-tls-records (capture)",
            "tls-inspection                 nothing")) {
      assertTrue(out.toString().contains("\n" + row + "\n  "), row + "\n" + out);
    }
  }

  @Test
  void examinesThoseNamed() {
    assertEquals(ExitCode.CLEAN, run("lab", "examine", "expired", "tls-inspection"), err::toString);
    assertEquals(
        """
        expired                        certificate-expired
        tls-inspection                 nothing

        scenarios: 2 (faults: 1, healthy: 1), right: 2
        findings: 1, wrong: 0, precision: 1.000, recall: 1.000
        healthy without a finding: 1 of 1
        """,
        out.toString());
  }

  @Test
  void examinesWithOtherNamesInAnotherOrder() {
    assertEquals(
        ExitCode.CLEAN,
        run("lab", "examine", "--seed", "5", "expired", "wrong-name", "connect-403"),
        err::toString);
    assertTrue(out.toString().contains("\nscenarios: 3 (faults: 3, healthy: 0), right: 3\n"));
    assertFalse(out.toString().startsWith("expired"), "in another order");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          lab sevre mrap-no-sni | unknown action 'sevre' after 'lab' | tlsdiag lab serve mrap-no-sni
          lab mrap-no-sni       | unknown action 'mrap-no-sni'       | tlsdiag lab run mrap-no-sni
          lab serve mrap-nosni  | no scenario 'mrap-nosni'           | tlsdiag lab serve mrap-no-sni
          lab run host-header   | no scenario 'host-header'          | tlsdiag lab run host-header-decides-route
          lab run zzzzzzzz      | no scenario 'zzzzzzzz'             | tlsdiag lab
          lab run               | 'lab run' needs the name           | tlsdiag lab
          lab list more         | one argument too many: 'more'      | tlsdiag lab --help
          lab serve expired -- x | one argument too many: 'x'        | tlsdiag lab --help
          lab run expired -k    | unknown option '-k'                | tlsdiag lab run expired -- -k
          lab run expired --profile cilium | unknown option '--profile' | tlsdiag lab run expired -- --profile cilium
          lab examine expird    | no scenario 'expird'               | tlsdiag lab examine expired
          lab run expired --seed 3 | '--seed' is for 'lab examine'   | tlsdiag lab examine --seed 3
          lab xyzzy             | unknown action 'xyzzy'             | tlsdiag lab --help
          """)
  void wrongInputIsToldHowToGoOn(String line, String problem, String attempt) {
    assertEquals(ExitCode.USAGE, run(line.split(" ")));
    assertTrue(err.toString().startsWith("error: " + problem), err.toString());
    assertTrue(err.toString().contains("  try:    " + attempt + "\n"), err.toString());
  }

  @Test
  void helpComesFirst() {
    assertEquals(ExitCode.CLEAN, run("lab", "--help"));
    assertTrue(out.toString().contains("tlsdiag lab serve NAME"), out.toString());
    assertTrue(out.toString().lines().allMatch(row -> row.length() <= 100), out.toString());
  }

  /** Every printed command, given to a shell as it stands, ends as the line above it says. */
  @ParameterizedTest
  @ValueSource(
      strings = {"mrap-no-sni", "no-san", "tls-inspection", "sni-resumption", "client-certificate"})
  void servedCommandsWorkWhenPasted(String name) throws Exception {
    Installed.require("bash", "curl", "openssl", "python3");
    Announced announced = new Announced();
    CompletableFuture<Integer> code = new CompletableFuture<>();
    Thread serving =
        new Thread(
            () ->
                code.complete(
                    new Program(new PrintWriter(out), new PrintWriter(announced))
                        .run("lab", "serve", name)));
    serving.start();
    announced.text.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    List<String> lines = out.toString().lines().toList();
    List<String> wrong = new ArrayList<>();
    int ran = 0;
    for (int i = 0; i + 1 < lines.size(); i++) {
      if (lines.get(i).startsWith("# ")) {
        boolean works = lines.get(i).endsWith(": works");
        assertTrue(works || lines.get(i).endsWith(": fails"), lines.get(i));
        if (works != (paste(lines.get(i + 1)) == 0)) {
          wrong.add(lines.get(i) + "\n" + lines.get(i + 1));
        }
        ran++;
      }
    }
    serving.interrupt();
    assertEquals(ExitCode.INTERRUPTED, code.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    assertTrue(ran > 1, out.toString());
    assertEquals(List.of(), wrong);
    assertFalse(Files.exists(trustFile()), "files are gone");
  }

  private Path trustFile() {
    String row =
        out.toString()
            .lines()
            .filter(line -> line.startsWith("trusted by the client"))
            .findFirst()
            .orElseThrow();
    return Path.of(row.replaceFirst("^trusted by the client +", ""));
  }

  private static int paste(String line) throws IOException, InterruptedException {
    ProcessBuilder shell = new ProcessBuilder("bash", "-c", line);
    shell.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    shell.redirectError(ProcessBuilder.Redirect.DISCARD);
    shell.environment().keySet().removeIf(key -> key.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = shell.start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), line);
    return process.exitValue();
  }

  /** Standard error that tells when the first line has come. */
  private static final class Announced extends Writer {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final StringBuilder soFar = new StringBuilder();

    @Override
    public void write(char[] characters, int offset, int length) {
      soFar.append(characters, offset, length);
    }

    @Override
    public void flush() {
      text.complete(soFar.toString());
    }

    @Override
    public void close() {}
  }
}
