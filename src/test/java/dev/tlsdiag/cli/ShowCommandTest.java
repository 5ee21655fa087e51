package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.OwnClassPath;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.trace.HopTrace;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tlsdiag show} prints of results, and what it returns. */
class ShowCommandTest {
  private static final String DIRECT = "samples/sni-lost/direct.pcap";
  private static final String PROXIED = "samples/sni-lost/proxied.pcap";

  @TempDir Path folder;

  private record Run(int code, String out, String err) {}

  private static Run run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = new Program(new PrintWriter(out), new PrintWriter(err)).run(words);
    return new Run(code, out.toString(), err.toString());
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** A command, and show of its JSON, print the same and return the same. */
  private Run agree(List<String> command, List<String> also) throws IOException {
    Run json = run(words(command, List.of("-o", "json"), List.of()));
    Path file = written("result.json", json.out());
    Run first = run(words(command, List.of("--color", "never"), also));
    Run again = run(words(List.of("show", file.toString()), List.of("--color", "never"), also));
    assertEquals(first.out(), again.out());
    assertEquals(first.code(), again.code(), again.err());
    assertEquals("", again.err());
    assertEquals(json.out(), run("show", file.toString(), "-o", "json").out());
    return again;
  }

  @SafeVarargs
  private static String[] words(List<String>... parts) {
    return Stream.of(parts).flatMap(List::stream).toArray(String[]::new);
  }

  @Test
  void comparisonsLookAndEndAsTheyDid() throws IOException {
    List<String> compare = List.of("compare", DIRECT, PROXIED);
    assertEquals(ExitCode.FINDINGS, agree(compare, List.of()).code());
    agree(compare, List.of("-v", "--hops", "--ascii"));
    assertEquals(ExitCode.CLEAN, agree(compare, List.of("--fail-on", "never")).code());
    List<String> unsure = List.of("compare", DIRECT);
    assertEquals(ExitCode.CANNOT_TELL, agree(unsure, List.of()).code());
    assertEquals(ExitCode.FINDINGS, agree(unsure, List.of("--fail-on-unknown")).code());
  }

  @Test
  void diagnosesLookAndEndAsTheyDid() throws IOException {
    String mesh = "samples/mesh-sni-lost/";
    agree(
        List.of("diagnose", mesh + "node.pcap", mesh + "flows.json", mesh + "envoy.log"),
        List.of("-v", "--hops"));
  }

  @Test
  void pagesAreReadAndMade() throws IOException {
    Path page = folder.resolve("page.html");
    Run compared = run("compare", DIRECT, PROXIED, "--color", "never", "--report", "html=" + page);
    Run shown = run("show", page.toString(), "--color", "never");
    assertEquals(compared.out(), shown.out());
    Run json = run("show", page.toString(), "-o", "json");
    assertEquals(ExitCode.FINDINGS, json.code());
    Path file = written("again.json", json.out());
    Path again = written("again.html", run("show", file.toString(), "-o", "html").out());
    assertEquals(json.out(), run("show", again.toString(), "-o", "json").out());
  }

  @Test
  void handshakesAreListedAsTheyWere() throws IOException {
    String capture = "samples/sni-lost/combined.pcap";
    Run table = run("capture", capture, "-o", "table", "--ascii", "--color", "never");
    String withoutNext = table.out().replaceFirst("(?m)^ next: .*\\R", "");
    for (String format : List.of("json", "jsonl")) {
      Path file = written("c." + format, run("capture", capture, "-o", format).out());
      assertEquals(withoutNext, run("show", file.toString(), "--ascii", "--color", "never").out());
      assertEquals(
          run("capture", capture, "-o", "compact", "--color", "never").out(),
          run("show", file.toString(), "-o", "compact", "--color", "never").out());
      Path whole = written("w." + format, run("capture", capture, "-V", "-o", format).out());
      assertEquals(
          run("capture", capture, "--show", "1", "--color", "never").out(),
          run("show", whole.toString(), "--show", "1", "--color", "never").out());
    }
  }

  @Test
  void probesAndChecksComeBack() throws IOException {
    try (RunningScenario lab = Scenarios.named("sni-alert-112").orElseThrow().start()) {
      String authority = lab.targets().get(0).authority();
      String resolve = lab.targets().get(0).resolve();
      Run json =
          run(
              words(
                  List.of("probe", authority, "--resolve", resolve, "--rate", "1000"),
                  List.of("--noservername", "--axis", "sni", "-o", "json")));
      Path file = written("probe.json", json.out());
      Run shown = run("show", file.toString(), "--full", "--ascii", "--color", "never");
      assertEquals(ExitCode.FINDINGS, shown.code(), shown.err());
      assertTrue(shown.out().contains("x FAILS "), shown.out());
      assertTrue(shown.out().contains("AXIS  VARIANT"), shown.out());
      assertEquals(ExitCode.CLEAN, run("show", file.toString(), "--fail-on", "never").code());
    }
  }

  @Test
  void ofOthersTheJsonIsShownForWhatItIs() throws IOException {
    Run lint = run("policy", "lint", "samples/policies/broken", "-o", "json");
    Path file = written("lint.json", lint.out());
    Run shown = run("show", file.toString());
    assertEquals("note: a report of policy lint, shown as JSON\n", shown.err());
    assertTrue(shown.out().startsWith("{\n  \"schemaVersion\": 1,\n"), shown.out());
    assertEquals(lint.out(), run("show", file.toString(), "-o", "json").out());
    assertEquals(ExitCode.USAGE, run("show", file.toString(), "-o", "html").code());
  }

  /** The other secret stays another one, and none is there. */
  @Test
  void secretsStayOutAndApart() throws Exception {
    Path requests = folder.resolve("secrets.json");
    Files.writeString(requests, SecretReports.json());
    String all = Files.readString(requests);
    assertFalse(all.contains("first-secret") || all.contains("second-secret"), all);
    Run shown = run("show", requests.toString(), "-v", "--hops", "--ascii", "--color", "never");
    assertEquals(SecretReports.text(), shown.out());
    assertTrue(shown.out().contains("! authorization"), shown.out());
    assertTrue(shown.out().contains("= x-api-key"), shown.out());
    assertFalse(shown.out().contains("redacted-"), shown.out());
    assertTrue(shown.out().contains(HopTrace.PROXIED), shown.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1}                     | 4 | cannot read 'FILE': line 1, column 1: it is JSON, and no result
          {"schemaVersion":1          | 4 | cannot read 'FILE': line 1, column 19: no JSON: Unexpected end-of-input
          `\u001b[2J`                 | 4 | cannot read 'FILE': line 1, column 2: no JSON: Illegal character ((CTRL-CHAR, code 27))
          """)
  void whatIsNoResultIsRefusedWithItsPlace(String text, int code, String message)
      throws IOException {
    Path file = written("x.json", text);
    Run run = run("show", file.toString());
    assertEquals(code, run.code());
    String told = "error: " + message.replace("FILE", file.toString());
    assertTrue(run.err().startsWith(told), run.err());
    assertEquals("", run.out());
  }

  @Test
  void filesThatAreNotThereOrAreSomethingElse() {
    assertEquals("error: no such file 'absent.json'\n", run("show", "absent.json").err());
    assertEquals("error: 'samples' is a folder\n", run("show", "samples").err());
    assertEquals(
        "error: 'samples/sni-lost/direct.pcap' is a capture, not a result\n"
            + "  try:    tlsdiag capture samples/sni-lost/direct.pcap\n",
        run("show", DIRECT).err());
    assertEquals(ExitCode.USAGE, run("show").code());
  }

  /** Each of them took 300 bytes: a file of 12 MB was too much for a heap of 1 GB. */
  @Test
  void hundredsOfThousandsOfValuesFitInASmallHeap() throws Exception {
    Path file =
        written("many.json", "{\"schemaVersion\":1,\"a\":[" + "{},".repeat(400_000) + "0]}");
    Path err = folder.resolve("err");
    Process show =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx80m",
                "-XX:+UseSerialGC",
                "-cp",
                OwnClassPath.text(),
                "dev.tlsdiag.cli.Main",
                "show",
                file.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    assertEquals(ExitCode.CLEAN, show.waitFor(), () -> read(err));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void readsStandardInput() throws IOException {
    String json = run("compare", DIRECT, PROXIED, "-o", "json").out();
    InputStream usual = System.in;
    System.setIn(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    try {
      assertEquals(json, run("show", "-", "-o", "json").out());
    } finally {
      System.setIn(usual);
    }
  }

  @Test
  void helpFits() {
    Run help = run("show", "--help-all");
    assertEquals(ExitCode.CLEAN, help.code());
    Golden.assertMatches("show/help.txt", help.out());
  }
}
