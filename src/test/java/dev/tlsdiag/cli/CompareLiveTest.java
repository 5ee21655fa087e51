package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tlsdiag.report.MatrixJson;
import dev.tlsdiag.report.ReportJsonRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests along two paths, with the lab's servers and with those of this machine. */
class CompareLiveTest {
  @TempDir Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  private int run(String line) {
    return run(line.split(" "));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static List<String> bearings(JsonNode report) {
    return StreamSupport.stream(report.path("experiments").spliterator(), false)
        .map(experiment -> experiment.path("bearing").asText())
        .toList();
  }

  @Test
  void provesTheMissingNameBothWays() throws IOException {
    assertEquals(ExitCode.FINDINGS, run("compare --lab mrap-no-sni -o json"), () -> "" + err);
    JsonNode report = report();
    JsonNode cause = report.at("/findings/0");
    assertEquals("upstream-sni-missing", cause.at("/rule").asText());
    assertEquals(2, cause.at("/hop").asInt());
    assertEquals("tls", cause.at("/step").asText());
    assertEquals("high", cause.at("/confidence").asText());
    assertEquals(0, cause.at("/notRuledOut").size());
    assertEquals(List.of("supports", "supports"), bearings(report));
    try (InputStream in = ReportJsonRenderer.class.getResourceAsStream("compare.schema.json")) {
      assertEquals(
          Set.of(),
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
              .getSchema(in)
              .validate(report));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sni-alert-112", "tls13-only", "alpn-required", "bundle-lacks-issuer"})
  void provesWhatOneChangeMends(String scenario) throws IOException {
    assertEquals(ExitCode.FINDINGS, run("compare --lab " + scenario + " -o json"), () -> "" + err);
    assertEquals(List.of("supports", "supports"), bearings(report()), () -> "" + out);
  }

  @Test
  void fitsAScreen() {
    run("compare --lab mrap-no-sni --ascii");
    assertTrue(out.toString().lines().count() <= 30, out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), out.toString());
  }

  @Test
  void oneCombinationOfTheMatrixFails() throws IOException {
    assertEquals(ExitCode.FINDINGS, run("compare --lab mrap-no-sni --matrix --ascii"));
    assertTrue(
        out.toString()
            .startsWith(" x FAIL  1 of 6 fails: the host that needs SNI with L7 intercept\n"),
        out.toString());
    run("compare --lab mrap-no-sni --matrix --profile cilium -o json");
    assertEquals(0, report().at("/failures").asInt());
    try (InputStream in = MatrixJson.class.getResourceAsStream("matrix.schema.json")) {
      assertEquals(
          Set.of(),
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
              .getSchema(in)
              .validate(report()));
    }
    assertTrue(report().at("/rows/0/needsServerName").asBoolean());
    assertFalse(report().at("/rows/1/needsServerName").asBoolean());
  }

  @Test
  void tellsWhatWasFixedSinceABaseline() throws IOException {
    run("compare --lab sni-alert-112 -o json");
    Path baseline = Files.writeString(folder.resolve("before.json"), out.toString());
    int code = run("compare --lab sni-alert-112 --profile cilium --ascii --baseline " + baseline);
    assertEquals(ExitCode.CLEAN, code, () -> out + "\n" + err);
    assertTrue(
        out.toString().contains("fixed  upstream-sni-missing, proxied hop 2"), out.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare                                      | nothing to compare
          compare --lab mrap-nosni                     | no scenario 'mrap-nosni'
          compare --lab mrap-no-sni x                  | '--lab' brings its own servers
          compare --profile envy https://a.example/    | no profile 'envy'
          compare --tls-max 1.4 https://a.example/     | --tls-max: '1.4' is none of
          compare --upstream-tls-max 1.4 https://a.example/ | unknown value '1.4' after '--upstream-tls-max'
          compare --via nowhere https://a.example/     | '--via nowhere' is not HOST:PORT
          compare -x ftp://a:1 https://a.example/      | --proxy: proxy 'ftp://a:1'
          compare --connect-timeout 0 https://a.example/ | '--connect-timeout 0' is no number
          compare https://a.example/ https://b.example/ | one URL at a time
          """)
  void wrongInputIsTold(String line, String problem) {
    assertEquals(ExitCode.USAGE, run(line), () -> out + "\n" + err);
    assertTrue(err.toString().startsWith("error: " + problem), err.toString());
  }

  @Test
  void unreachableBothWaysIsNoVerdict() throws IOException {
    int port = InstalledServers.freePort();
    assertEquals(
        ExitCode.COULD_NOT_RUN,
        run("compare --ascii --profile envoy https://127.0.0.1:" + port + "/"),
        () -> out + "\n" + err);
  }

  @Test
  void helpFitsAndShowsHowToBegin() {
    assertEquals(ExitCode.CLEAN, run("compare --help"));
    assertTrue(out.toString().contains("tlsdiag compare --lab mrap-no-sni"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100), out.toString());
  }

  /** nginx intercepts, HAProxy routes by the name; the only difference is one directive. */
  @ParameterizedTest(name = "proxy_ssl_server_name {0}")
  @CsvSource({"off, 1, fail", "on, 0, same"})
  void nginxBeforeHaproxy(String directive, int exit, String verdict) throws IOException {
    InstalledServers.require("nginx", "haproxy");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx("location / { return 200 ok; }");
      int router = servers.haproxyRoutingBySni(origin);
      int tap = InstalledServers.freePort();
      int proxy =
          servers.nginx(
              """
              location / {
                proxy_pass https://127.0.0.1:%d;
                proxy_set_header Host $host;
                proxy_ssl_name $host;
                proxy_ssl_server_name %s;
              }
              """
                  .formatted(tap, directive));
      int code =
          run(
              "compare -o json --cacert %s --connect-to ::127.0.0.1:%d --via 127.0.0.1:%d --tap %d https://%s/"
                  .formatted(servers.ca, router, proxy, tap, InstalledServers.HOST));
      assertEquals(exit, code, () -> out + "\n" + err);
      assertEquals(verdict, report().at("/verdict").asText());
      if (exit == 1) {
        assertEquals("upstream-sni-missing", report().at("/findings/0/rule").asText());
        assertEquals(2, report().at("/findings/0/hop").asInt());
        assertEquals(List.of("supports", "supports"), bearings(report()));
      }
    }
  }

  /** The user's own client: its TLS as it is, then intercepted by a proxy that loses the name. */
  @ParameterizedTest
  @CsvSource({"cilium-before-sni-fix, 1, fail", "cilium, 0, same"})
  void runsTheUsersOwnClientOnBothPaths(String profile, int exit, String verdict)
      throws IOException {
    InstalledServers.require("nginx", "haproxy", "curl");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int router = servers.haproxyRoutingBySni(servers.nginx("location / { return 200 ok; }"));
      String name = InstalledServers.HOST + ":" + router;
      int code =
          run(
              "compare -o json --exec --profile %s --upstream-ca %s --resolve %s:127.0.0.1 -- curl -sS https://%s/"
                  .formatted(profile, servers.ca, name, name));
      assertEquals(exit, code, () -> out + "\n" + err);
      assertEquals(verdict, report().at("/verdict").asText());
      if (exit == 1) {
        assertEquals("upstream-sni-missing", report().at("/findings/0/rule").asText());
        assertEquals(List.of("supports", "supports"), bearings(report()));
      }
    }
  }

  @Test
  void aCommandThatIsNotThereIsTold() {
    assertEquals(ExitCode.COULD_NOT_RUN, run("compare --exec -- no-such-command-here"));
    assertTrue(err.toString().startsWith("error: cannot run 'no-such-command-here'"), "" + err);
  }

  @Test
  void throughMitmproxy() throws IOException {
    InstalledServers.require("nginx", "mitmdump");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx("location / { return 200 ok; }");
      int port = InstalledServers.freePort();
      Path home = folder.resolve("mitmproxy");
      servers.start(
          port,
          "mitmdump",
          "-q",
          "--set",
          "confdir=" + home,
          "--set",
          "ssl_verify_upstream_trusted_ca=" + servers.ca,
          "--listen-host",
          "127.0.0.1",
          "-p",
          Integer.toString(port));
      Path both =
          Files.writeString(
              folder.resolve("both.pem"),
              Files.readString(servers.ca)
                  + Files.readString(home.resolve("mitmproxy-ca-cert.pem")));
      String url = "https://localhost:" + origin + "/";
      assertEquals(
          ExitCode.CLEAN,
          run("compare --ascii --cacert %s -x 127.0.0.1:%d %s".formatted(both, port, url)),
          () -> out + "\n" + err);
      assertEquals(
          ExitCode.FINDINGS,
          run("compare --ascii --cacert %s -x 127.0.0.1:%d %s".formatted(servers.ca, port, url)),
          () -> out + "\n" + err);
      assertTrue(out.toString().contains("untrusted-internal-ca"), out.toString());
    }
  }

  /** squid ends the TLS itself: recognised, and with its authority trusted the paths agree. */
  @Test
  void throughSquidThatIntercepts() throws Exception {
    InstalledServers.require("nginx", "squid", "openssl");
    Path generator = Path.of("/usr/lib/squid/security_file_certgen");
    assumeTrue(Files.isExecutable(generator), "this squid cannot intercept TLS: no " + generator);
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx("location / { return 200 ok; }");
      int port = InstalledServers.freePort();
      Path ca = folder.resolve("squid-ca.pem");
      ran(
          "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=squid-test -keyout %s -out %s"
              .formatted(folder.resolve("squid-ca.key"), ca));
      Path certificates = folder.resolve("certificates");
      ran("%s -c -s %s -M 4MB".formatted(generator, certificates));
      // It gives up its rights as root, and its helper writes there.
      ran("chmod -R a+rwX " + folder);
      Path configuration =
          Files.writeString(
              folder.resolve("squid-bump.conf"),
              """
              http_port 127.0.0.1:%d ssl-bump cert=%s key=%s generate-host-certificates=on
              sslcrtd_program %s -s %s -M 4MB
              sslcrtd_children 1
              ssl_bump stare all
              ssl_bump bump all
              tls_outgoing_options cafile=%s
              http_access allow all
              pid_filename none
              cache_log %s
              access_log none
              cache deny all
              pinger_enable off
              shutdown_lifetime 0 seconds
              coredump_dir /tmp
              """
                  .formatted(
                      port,
                      ca,
                      folder.resolve("squid-ca.key"),
                      generator,
                      certificates,
                      servers.ca,
                      folder.resolve("cache.log")));
      servers.start(port, "squid", "-N", "-n", "tested" + port, "-f", configuration.toString());
      Path both =
          Files.writeString(
              folder.resolve("both.pem"), Files.readString(servers.ca) + Files.readString(ca));
      String url = "https://localhost:" + origin + "/";
      assertEquals(
          ExitCode.CLEAN,
          run("compare --ascii --cacert %s -x 127.0.0.1:%d %s".formatted(both, port, url)),
          () -> out + "\n" + err);
      assertFalse(out.toString().contains("relays the TLS untouched"), out.toString());
      assertEquals(
          ExitCode.FINDINGS,
          run("compare --ascii --cacert %s -x 127.0.0.1:%d %s".formatted(servers.ca, port, url)),
          () -> out + "\n" + err);
      assertTrue(out.toString().contains("untrusted-internal-ca"), out.toString());
    }
  }

  private static void ran(String command) throws Exception {
    Process process =
        new ProcessBuilder(command.split(" "))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), command);
    assertEquals(0, process.exitValue(), command);
  }

  @Test
  void throughSquid() throws IOException {
    InstalledServers.require("nginx", "squid");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx("location / { return 200 ok; }");
      int port = InstalledServers.freePort();
      Path configuration =
          Files.writeString(
              folder.resolve("squid.conf"),
              Stream.of(
                      "http_port 127.0.0.1:" + port,
                      "http_access allow all",
                      "pid_filename none",
                      "cache_log /dev/null",
                      "access_log none",
                      "cache deny all",
                      "pinger_enable off",
                      "shutdown_lifetime 0 seconds",
                      "coredump_dir /tmp")
                  .reduce("", (all, line) -> all + line + "\n"));
      servers.start(port, "squid", "-N", "-n", "tested" + port, "-f", configuration.toString());
      String url = "https://localhost:" + origin + "/";
      assertEquals(
          ExitCode.CLEAN,
          run("compare --ascii --cacert %s -x 127.0.0.1:%d %s".formatted(servers.ca, port, url)),
          () -> out + "\n" + err);
      assertTrue(out.toString().startsWith(" . SAME  both paths answer 200"), out.toString());
    }
  }
}
