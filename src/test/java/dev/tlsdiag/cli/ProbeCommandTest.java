package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.probe.Server;
import dev.tlsdiag.report.ProbeJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code tlsdiag probe} sends, prints and returns. */
class ProbeCommandTest {
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

  /** Fast, and patient with a busy machine. */
  private int runOnLab(String... args) {
    List<String> words =
        new ArrayList<>(List.of("probe", target.authority(), "--resolve", target.resolve()));
    words.addAll(List.of("--cacert", lab.trustFile().toString(), "--ascii"));
    words.addAll(List.of("--rate", "1000", "--connect-timeout", "10"));
    words.addAll(List.of(args));
    return run(words.toArray(String[]::new));
  }

  @Test
  void theFirstLineSaysWhomYouTalkTo() {
    assertEquals(ExitCode.CLEAN, runOnLab(), out + "" + err);
    String text = out.toString().replaceAll("\\s+", " ");
    assertTrue(
        text.startsWith(
            " . WORKS the certificate you see was issued by 'tlsdiag lab CA' for "
                + target.host()
                + "; direct, 127.0.0.1:"),
        text);
    assertTrue(text.contains("; trusted here"), text);
    assertTrue(text.contains("SNI required: without a name alert 112 unrecognized_name"), text);
    assertTrue(text.contains("FLIPS sni: none gives alert 112 unrecognized_name"), text);
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void withoutTheNameTheCureIsTheHeadline() {
    assertEquals(ExitCode.FINDINGS, runOnLab("--noservername", "--axis", "sni"));
    String text = out.toString().replaceAll("\\s+", " ");
    assertTrue(
        text.startsWith(
            " x FAILS a usual hello without server_name gets alert 112 unrecognized_name;"
                + " it works with server_name"),
        text);
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    String schemaText;
    try (InputStream in = ProbeJson.class.getResourceAsStream("probe.schema.json")) {
      schemaText = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schemaText);
    assertEquals(ExitCode.CLEAN, runOnLab("-o", "json"), err.toString());
    assertEquals(Set.of(), schema.validate(out.toString(), InputFormat.JSON), out.toString());
    JsonNode one = new ObjectMapper().readTree(out.toString()).at("/addresses/0");
    assertEquals("required-alert", one.at("/serverNames/kind").asText());
    assertEquals("none", one.at("/flip/variant").asText());
    assertEquals(112, one.at("/probes/1/alert").asInt());
    String broken = out.toString().replace("\"required-alert\"", "\"required\"");
    assertFalse(schema.validate(broken, InputFormat.JSON).isEmpty());
  }

  @Test
  void aPageHasItsJsonInIt(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("probe.html");
    Path json = folder.resolve("probe.json");
    String[] reports = {"--report", "html=" + page, "--report", "json=" + json};
    assertEquals(ExitCode.CLEAN, runOnLab(reports), err.toString());
    String text = Files.readString(page);
    assertTrue(text.contains("required-alert"), text);
    assertTrue(text.contains("openssl s_client -connect 127.0.0.1:"), text);
    JsonNode one = new ObjectMapper().readTree(Files.readString(json)).at("/addresses/0");
    assertEquals(target.host(), one.at("/serverName").asText());
    assertEquals(1, one.at("/certificate/chain").size());
    assertTrue(one.at("/twins/0/command").asText().startsWith("openssl s_client"));
    assertTrue(text.contains(one.at("/certificate/sha256").asText()));
  }

  @Test
  void aDryRunSendsNothing() throws IOException {
    try (Server server = Server.doing(socket -> {})) {
      assertEquals(
          ExitCode.CLEAN, run("probe", "--dry-run", server.endpoint().toString(), "--rate", "5"));
      assertEquals(0, server.connections());
      assertTrue(out.toString().contains("5 a second at most"), out.toString());
      assertTrue(out.toString().contains("two with a pause"), out.toString());
    }
    assertEquals(ExitCode.CLEAN, run("probe", "--dry-run", "no-such-name.invalid"));
    assertEquals("", err.toString());
  }

  @Test
  void onlyTheAxesAskedForAreSent() throws Exception {
    try (Server server = Server.tls(terms -> {})) {
      int code =
          run(
              "probe",
              server.endpoint().toString(),
              "--servername",
              Server.HOST,
              "--axis",
              "alpn",
              "--full",
              "--rate",
              "1000",
              "--connect-timeout",
              "10");
      assertEquals(ExitCode.CLEAN, code, out.toString());
      assertEquals(6, server.connections(), out.toString());
    }
  }

  @Test
  void throughAProxyTheFirstLineSaysSo() throws Exception {
    try (Server server = Server.tls(terms -> {});
        Server proxy =
            Server.doing(
                client -> {
                  StringBuilder head = new StringBuilder();
                  while (!head.toString().endsWith("\r\n\r\n")) {
                    head.append((char) client.getInputStream().read());
                  }
                  assertTrue(head.toString().startsWith("CONNECT only.proxy.invalid:443 "));
                  client
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                  Server.relay(client, server);
                })) {
      int code =
          run(
              "probe",
              "only.proxy.invalid",
              "-x",
              "http://" + proxy.endpoint(),
              "--servername",
              Server.HOST,
              "--axis",
              "sni",
              "--connect-timeout",
              "10");
      assertEquals(ExitCode.CLEAN, code, out + "" + err);
      String text = out.toString().replaceAll("\\s+", " ");
      assertTrue(text.contains("; through http://" + proxy.endpoint()), text);
    }
  }

  @Test
  void aTunnelThatIsRefusedIsTold() throws IOException {
    try (Server proxy =
        Server.doing(
            client -> {
              client.getInputStream().read(new byte[4096]);
              client
                  .getOutputStream()
                  .write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            })) {
      int code = run("probe", "a.invalid", "-x", proxy.endpoint().toString(), "--ascii");
      assertEquals(ExitCode.FINDINGS, code);
      assertTrue(out.toString().contains("did not open a tunnel"), out.toString());
      assertTrue(out.toString().contains("403 Forbidden"), out.toString());
      assertEquals(1, proxy.connections());
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          probe                                | 2 | there is no host to probe
          probe a --axis snii                  | 2 | no axis is called 'snii'
          probe a:0                            | 2 | 'a:0': no port '0'
          probe a:99999                        | 2 | 'a:99999': no port '99999'
          probe a b                            | 2 | one argument too many
          probe a_ü                            | 2 | 'a_ü' is no host name
          probe a --hello no-such-client-hello | 2 | no hello is called 'no-such-client-hello'
          probe a --hello no-such-file:3       | 4 | no such file 'no-such-file'
          probe a --starttls smpt              | 2 | unknown value 'smpt' after '--starttls'
          probe a --rate 0                     | 2 | '--rate 0' is no number above 0 and up to 1000
          probe a --connect-timeout 0          | 2 | '--connect-timeout 0' is not within
          probe a --connect-timeout x          | 2 | 'x' is no number
          probe a --cacert no-such-file        | 4 | cannot read 'no-such-file'
          probe a:b:c                          | 2 | 'a:b:c' is not HOST or HOST:PORT
          probe https://a.test:8443/x --dry-run --axis no | 2 | no axis is called 'no'
          probe a -x ftp://b                   | 2 | 'ftp' is none of http
          probe a -x https://b                 | 2 | probe talks to a proxy in the clear only
          probe a --resolve b                  | 2 | 'b' is not
          probe a -4 -6                        | 2 | '-4' and '-6' exclude each other
          probe a --servername b --noservername | 2 | exclude each other
          probe a -o yaml                      | 2 | unknown value 'yaml' after '--output'
          """)
  void wrongUseIsTold(String line, int code, String message) {
    assertEquals(code, run(line.split(" ")), err.toString());
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "https://a.test:8443/x, a.test:8443",
    "https://user@a.test/x:y:z, a.test:443",
    "2001:db8::1, [2001:db8::1]:443",
    "[2001:db8::1]:8443, [2001:db8::1]:8443"
  })
  void urlsAndAddressesAreTargetsToo(String word, String target) {
    assertEquals(ExitCode.CLEAN, run("probe", word, "--dry-run"), err.toString());
    assertTrue(out.toString().contains(target + " "), out.toString());
  }

  @Test
  void aClosedPortIsUnreachable() throws IOException {
    Server server = Server.doing(socket -> {});
    server.close();
    assertEquals(ExitCode.COULD_NOT_RUN, run("probe", server.endpoint().toString()));
    assertTrue(
        err.toString().startsWith("error: %s refused the connection".formatted(server.endpoint())),
        err.toString());
  }

  @Test
  void everyKnownClientCanBeTheBase() {
    assertEquals(ExitCode.CLEAN, run("probe", "--hello", "help"));
    List<String> names = out.toString().lines().map(line -> line.replaceFirst(" .*", "")).toList();
    assertTrue(names.size() > 10);
    assertEquals(
        ExitCode.CLEAN,
        run("probe", "--dry-run", "a.example.test", "--hello", names.get(0)),
        err.toString());
  }
}
