package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.sun.net.httpserver.HttpServer;
import dev.tlsdiag.Golden;
import dev.tlsdiag.report.ReportJsonRenderer;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnoseCommandTest {
  private static final String FOLDER = "samples/mesh-sni-lost/";

  private static final List<String> ALL =
      List.of(
          FOLDER + "node.pcap",
          FOLDER + "flows.json",
          FOLDER + "policy.yaml",
          FOLDER + "config_dump.json",
          FOLDER + "envoy.log");

  private record Run(int code, String out, String err) {}

  private static Run run(List<String> files, String... more) {
    List<String> words = new ArrayList<>(List.of("diagnose"));
    words.addAll(files);
    words.addAll(List.of(more));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err)).run(words.toArray(String[]::new));
    return new Run(code, out.toString(), err.toString());
  }

  @Test
  void oneReportOfAllEvidence() {
    Run run = run(ALL, "--color", "never");
    assertEquals(ExitCode.FINDINGS, run.code(), run.err());
    Golden.assertMatches("diagnose/mesh-sni-lost.txt", run.out());
  }

  @Test
  void whereItCannotBeToldItSaysWhatIsMissing() {
    Run run = run(List.of(FOLDER + "flows.json", FOLDER + "policy.yaml"), "--color", "never");
    assertEquals(ExitCode.CANNOT_TELL, run.code(), run.err());
    Golden.assertMatches("diagnose/mesh-sni-lost-flows.txt", run.out());
  }

  @Test
  void anotherHostIsNotThere() {
    Run run = run(ALL, "--host", "absent.example.test");
    assertEquals(ExitCode.CANNOT_TELL, run.code(), run.err());
    assertEquals("", run.out());
    assertEquals(
        """
        error: no request in this evidence is for the host 'absent.example.test'
          likely: app.example.test
        """,
        run.err());
  }

  @Test
  void whatGivesNothingIsNamed(@TempDir Path folder) throws Exception {
    Path photo = Files.write(folder.resolve("photo.jpg"), new byte[] {-1, -40, -1, -32, 0, 16});
    Run run = run(List.of(photo.toString()));
    assertEquals(ExitCode.CANNOT_TELL, run.code());
    assertTrue(run.err().contains("photo.jpg: nothing that is known here"), run.err());
  }

  /** A folder with a hundred files is no page of files. */
  @Test
  void ofManyFilesAFewAreNamed() {
    List<String> many = List.of("samples/policies", "samples/kubernetes", FOLDER);
    String few = run(many).out();
    assertTrue(few.matches("(?s).* and \\d+ more, -v shows them\n.*"), few);
    assertTrue(few.contains(FOLDER + "node.pcap: "), few);
    String all = run(many, "-v").out();
    assertFalse(few.contains("ephemeral-container.yaml: "), few);
    assertTrue(all.contains("ephemeral-container.yaml: "), all);
  }

  @Test
  void jsonKeepsToItsSchema() throws Exception {
    Run run = run(ALL, "-o", "json");
    JsonNode report = new ObjectMapper().readTree(run.out());
    try (InputStream in = ReportJsonRenderer.class.getResourceAsStream("compare.schema.json")) {
      JsonSchema schema =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
      assertEquals(Set.of(), schema.validate(report));
    }
    assertEquals("upstream-sni-missing", report.at("/findings/0/rule").textValue());
    assertEquals(5, report.at("/story/sources").size());
    assertTrue(report.at("/story/lines").size() > 10);
  }

  @Test
  void everythingFitsEightyColumnsAndAscii() {
    Run run = run(ALL, "--ascii", "--color", "never");
    run.out().lines().forEach(line -> assertTrue(line.chars().allMatch(c -> c < 0x80), line));
  }

  @Test
  void oneRequestOfSeveralIsChosen() {
    List<String> logs =
        List.of(
            "samples/mesh-host-header/host-header-client.log",
            "samples/mesh-host-header/wrong-port-client.log",
            "samples/mesh-host-header/mesh.yaml");
    String host = "dashboard.apps.svc.cluster.local";
    String id = "9f1b7c1e-2222-4b4b-8c8c-0123456789ab";
    assertTrue(run(logs).out().contains("host-header-decides-route"));
    assertTrue(run(logs, "--host", host).out().contains("service-lacks-port"));
    assertTrue(run(logs, "--request-id", id).out().contains("service-lacks-port"));
    assertTrue(run(logs, "--since", "2026-11-20T14:25:00Z").out().contains("service-lacks-port"));
    assertTrue(run(logs, "--since", "1m").out().contains("service-lacks-port"));
    assertTrue(run(logs, "--client", "10.244.0.9:40308").out().contains("service-lacks-port"));
  }

  @Test
  void whatIsGivenWronglyIsNamed() {
    Run none = run(List.of());
    assertEquals(ExitCode.USAGE, none.code());
    Run missing = run(List.of("no-such-file.pcap"));
    assertEquals(ExitCode.COULD_NOT_RUN, missing.code());
    assertTrue(missing.err().contains("'no-such-file.pcap'"), missing.err());
    Run admin = run(List.of(), "--envoy-admin", "nonsense");
    assertEquals(ExitCode.USAGE, admin.code());
    Run time = run(ALL, "--since", "yesterday");
    assertEquals(ExitCode.USAGE, time.code());
  }

  @Test
  void nothingUsefulIsNoReport(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "nothing\n");
    Run run = run(List.of(file.toString()));
    assertEquals(ExitCode.CANNOT_TELL, run.code(), run.out());
    assertEquals("", run.out());
  }

  @Test
  void aRunningEnvoyIsAsked() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] dump = Files.readAllBytes(Path.of(FOLDER + "config_dump.json"));
    server.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/config_dump");
          assertEquals("GET", exchange.getRequestMethod());
          exchange.sendResponseHeaders(known ? 200 : 404, known ? dump.length : -1);
          if (known) {
            exchange.getResponseBody().write(dump);
          }
          exchange.close();
        });
    server.start();
    try {
      Run run =
          run(
              List.of(FOLDER + "flows.json"),
              "--envoy-admin",
              "127.0.0.1:" + server.getAddress().getPort());
      assertEquals(ExitCode.FINDINGS, run.code(), run.err());
      assertTrue(run.out().contains("upstream-sni-missing"), run.out());
      assertFalse(run.out().contains("no-request"), run.out());
    } finally {
      server.stop(0);
    }
  }
}
