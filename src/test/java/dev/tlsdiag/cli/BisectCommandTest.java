package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.report.BisectJson;
import dev.tlsdiag.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command, against the servers of the lab. */
class BisectCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  /** What compare says of the scenario, and cannot tell. */
  private Path compared(String name, RunningScenario running) throws IOException {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    Report report =
        new LiveComparison(
                "test",
                new CompareLab(scenario, running, Patience.USUAL)
                    .paths(running.targets().get(0), new UpstreamOptions(), ""))
            .withoutExperiments()
            .run()
            .report();
    Path json = folder.resolve(name + ".json");
    Files.writeString(json, CompareOutput.json(report));
    return json;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          intolerant-extension    | extension renegotiation_info added
          intolerant-order        | key_share moved
          intolerant-pair         | , only together with
          intolerant-second-group | group X25519MLKEM768 added
          intolerant-size         | a ClientHello of
          sni-reset               | extension server_name (sni.example.test) removed
          """)
  void findsTheCauseThatCompareCannotTell(String name, String cause) throws IOException {
    try (RunningScenario running = Scenarios.named(name).orElseThrow().start()) {
      Path report = compared(name, running);
      int code = run("bisect", "--from", report.toString(), "--rate", "1000", "-o", "json");
      assertEquals(ExitCode.FINDINGS, code, out + err.toString());
      JsonNode json = new ObjectMapper().readTree(out.toString());
      assertEquals("cause", json.path("verdict").asText());
      assertTrue(json.path("headline").asText().contains(cause), json.path("headline").asText());
      assertEquals(Set.of(), Set.copyOf(json.path("notes").findValuesAsText("")));
      assertValid(out.toString());
    }
  }

  private static void assertValid(String json) throws IOException {
    try (InputStream text = BisectJson.class.getResourceAsStream("bisect.schema.json")) {
      assertEquals(
          Set.of(),
          JsonSchemaFactory.getInstance(VersionFlag.V202012)
              .getSchema(text)
              .validate(json, InputFormat.JSON));
    }
  }

  @Test
  void saysWhatItSawOnTheScreen() throws IOException {
    try (RunningScenario running = Scenarios.named("intolerant-pair").orElseThrow().start()) {
      String address = running.targets().get(0).address().toString();
      int code =
          run(
              "bisect",
              "--good",
              "java-17",
              "--bad",
              "chrome-125",
              address,
              "--servername",
              "app.example.test",
              "--rate",
              "1000",
              "--ascii");
      assertEquals(ExitCode.FINDINGS, code, out + err.toString());
      String screen = out.toString();
      assertTrue(screen.contains("x CAUSE "), screen);
      assertTrue(screen.contains("good: works 7 of 7"), screen);
      assertTrue(screen.contains("bad: fails 7 of 7, reset or closed by server"), screen);
      assertTrue(screen.lines().allMatch(line -> line.length() <= 100), screen);
      assertTrue(screen.chars().allMatch(c -> c < 128), screen);
    }
  }

  @Test
  void sendsNothingInADryRun() throws IOException {
    try (ServerSocket server = new ServerSocket(0)) {
      server.setSoTimeout(300);
      String target = "127.0.0.1:" + server.getLocalPort();
      int code = run("bisect", "--bad", "firefox", target, "--dry-run");
      assertEquals(ExitCode.CLEAN, code, err.toString());
      assertTrue(out.toString().contains("nothing was sent"), out.toString());
      assertTrue(out.toString().contains("differ  group X25519MLKEM768 added"), out.toString());
      org.junit.jupiter.api.Assertions.assertThrows(
          java.net.SocketTimeoutException.class, server::accept);
    }
  }

  @Test
  void tellsThatNobodyIsThere() throws IOException {
    int port;
    try (ServerSocket server = new ServerSocket(0)) {
      port = server.getLocalPort();
    }
    assertEquals(ExitCode.COULD_NOT_RUN, run("bisect", "--bad", "firefox", "127.0.0.1:" + port));
    assertTrue(out.toString().contains("cannot be reached"), out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bisect                                             | there are no two hellos to compare
          bisect --good base app.example.test                | '--bad' is missing: the hello that fails
          bisect --bad firefix app.example.test              | no hello is called 'firefix'
          bisect --bad firefox                               | needs to know which server to ask
          bisect --bad firefox a.test b.test                 | one argument too many: 'b.test'
          bisect --bad firefox --from x.json                 | '--from' has both hellos
          bisect --bad firefox a.test --max-probes 3         | '--max-probes 3' is not between 24
          bisect --bad firefox a.test --rate 0               | '--rate 0' is no number above 0 and up to 1000
          bisect --bad firefox a.test -o yaml                | unknown value 'yaml' after '--output'
          """)
  void refuses(String line, String problem) {
    assertEquals(ExitCode.USAGE, run(line.split(" +")), out.toString());
    assertTrue(err.toString().contains(problem), err.toString());
  }

  @Test
  void needsAReportWithHellos() throws IOException {
    Path none = folder.resolve("none.json");
    Files.writeString(none, "{\"traces\":[]}");
    assertEquals(ExitCode.CANNOT_TELL, run("bisect", "--from", none.toString()));
    assertEquals(ExitCode.COULD_NOT_RUN, run("bisect", "--from", folder.resolve("no").toString()));
  }

  @Test
  void takesHandshakesOfACapture() {
    Path sample = Path.of("samples", "sni-lost", "combined.pcap");
    int code = run("bisect", "--good", sample + ":0", "--bad", sample + ":2", "--dry-run");
    assertEquals(ExitCode.CLEAN, code, err.toString());
    assertTrue(out.toString().contains("extension server_name"), out.toString());
    assertEquals(ExitCode.USAGE, run("bisect", "--bad", sample + ":99", "a.test"));
  }

  @Test
  void listsTheClients() {
    assertEquals(ExitCode.CLEAN, run("bisect", "--good", "help"));
    assertTrue(out.toString().contains("chrome-125"), out.toString());
    assertTrue(out.toString().startsWith("base "), out.toString());
  }

  @Test
  void provesWhatCompareCannotTell() {
    int code = run("compare", "--lab", "intolerant-pair", "--prove", "--rate", "1000", "-v");
    assertEquals(ExitCode.FINDINGS, code, out + err.toString());
    String text = out.toString().replaceAll("\\s+", " ");
    assertTrue(text.contains("reset-after-client-hello · confidence high, proved"), text);
    assertTrue(text.contains("what decides is: extension renegotiation_info added, only"), text);
    assertTrue(text.contains("gave reset or closed by server 3 of 3 times"), text);
  }

  @Test
  void provesWhatCompareFound() {
    int code = run("compare", "--lab", "sni-reset", "--prove", "--rate", "1000");
    assertEquals(ExitCode.FINDINGS, code, out + err.toString());
    String text = out.toString().replaceAll("\\s+", " ");
    assertTrue(text.contains("upstream-sni-missing · confidence high, proved"), text);
    assertTrue(text.contains("[extension server_name (sni.example.test) removed]"), text);
  }

  @Test
  void provesNothingWhereNothingFails() {
    int code = run("compare", "--lab", "sni-reset", "--profile", "tlsdiag", "--prove");
    assertEquals(ExitCode.CLEAN, code, out + err.toString());
    assertTrue(out.toString().contains("does not fail"), out.toString());
    assertEquals(ExitCode.USAGE, run("compare", "--lab", "sni-reset", "--prove", "--no-probe"));
  }
}
