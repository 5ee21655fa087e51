package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Installed;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.LiveRecording;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The configurations of {@code samples}: the real programs take them, and between the broken one
 * and the mended one lies the finding. The ports are others here.
 */
class SampleServersTest {
  private static final Path SAMPLES = Path.of("samples");
  private static final Map<String, String> SERVERS =
      Map.of("PATH", System.getenv().getOrDefault("PATH", "") + ":/usr/sbin");
  private static final String[] PORTS = {"8443", "9443", "9444"};

  @TempDir Path folder;
  private InstalledServers servers;
  private final int[] ports = new int[PORTS.length];

  @BeforeEach
  void certificates() throws IOException {
    servers = new InstalledServers(folder);
    Files.createDirectories(folder.resolve("run"));
    Path certs = Files.createDirectories(folder.resolve("certs"));
    String certificate = Files.readString(folder.resolve("leaf.pem"));
    String key = Files.readString(folder.resolve("leaf.key"));
    Files.writeString(certs.resolve("app.example.test.crt"), certificate);
    Files.writeString(certs.resolve("app.example.test.key"), key);
    Files.writeString(certs.resolve("app.example.test.pem"), certificate + key);
    Files.copy(servers.ca, certs.resolve("ca.pem"));
    for (int i = 0; i < PORTS.length; i++) {
      ports[i] = Installed.freePort();
    }
  }

  /** A sample with the ports of this test. */
  private Path with(String name) throws IOException {
    String text = Files.readString(SAMPLES.resolve(name));
    for (int i = 0; i < PORTS.length; i++) {
      text = text.replace("127.0.0.1:" + PORTS[i], "127.0.0.1:" + ports[i]);
    }
    return Files.writeString(folder.resolve(Path.of(name).getFileName()), text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"broken.conf", "mended.conf"})
  void nginxTakes(String name) throws Exception {
    Installed.require("nginx");
    Path file = with("nginx/" + name);
    ForeignProgram checked =
        ForeignProgram.run(
            folder, SERVERS, "env", "nginx", "-t", "-p", folder.toString(), "-c", file.toString());
    assertEquals(0, checked.exitCode(), checked.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"by-name.cfg", "broken.cfg", "mended.cfg"})
  void haproxyTakes(String name) throws Exception {
    Installed.require("haproxy");
    Path file = with("haproxy/" + name);
    ForeignProgram checked =
        ForeignProgram.run(
            folder,
            SERVERS,
            "env",
            "haproxy",
            "-c",
            "-C",
            folder.toString(),
            "-f",
            file.toString());
    assertEquals(0, checked.exitCode(), checked.output());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nginx, broken.conf, 1, upstream-sni-missing",
    "nginx, mended.conf, 0, SAME",
    "haproxy, broken.cfg, 1, upstream-sni-missing",
    "haproxy, mended.cfg, 0, SAME"
  })
  void servedItIsDiagnosed(String proxy, String name, int exit, String said) throws Exception {
    Installed.require("haproxy", proxy);
    requireCapture();
    try (InstalledServers running = servers) {
      Path server = with("haproxy/by-name.cfg");
      running.start(ports[1], "haproxy", "-db", "-C", folder.toString(), "-f", server.toString());
      String front = with(proxy + "/" + name).toString();
      if (proxy.equals("nginx")) {
        running.start(ports[0], "nginx", "-p", folder.toString(), "-c", front, "-g", "daemon off;");
      } else {
        running.start(ports[0], "haproxy", "-db", "-C", folder.toString(), "-f", front);
      }
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      String line =
          ("compare https://app.example.test:%1$d/ --resolve app.example.test:%1$d:127.0.0.1"
                  + " --connect-to app.example.test:%1$d:127.0.0.1:%2$d --via 127.0.0.1:%1$d"
                  + " --cacert %3$s -i lo")
              .formatted(ports[0], ports[1], folder.resolve("certs/ca.pem"));
      int code = new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
      assertEquals(exit, code, out + "\n" + err);
      assertTrue(out.toString().contains(said), () -> out + "\n" + err);
    }
  }

  /** Envoy itself is seldom there: its clusters are read as its dump would show them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "envoy-broken.yaml, auto_sni is off",
    "envoy-mended.yaml, 'app: tls, SNI Host, CA ca-certificates.crt, name Host'"
  })
  void envoyIsToldTheName(String name, String said) throws IOException {
    Object file =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(SAMPLES.resolve("envoy").resolve(name)));
    JsonNode clusters = new ObjectMapper().valueToTree(file).at("/static_resources/clusters");
    Path dump =
        Files.writeString(
            folder.resolve("config_dump.json"),
            """
            {"configs": [{"@type": "type.googleapis.com/envoy.admin.v3.ClustersConfigDump",
             "static_clusters": [{"cluster": %s}]}]}
            """
                .formatted(clusters.get(0)));
    StringWriter out = new StringWriter();
    new Program(new PrintWriter(out), new PrintWriter(out)).run("diagnose", dump.toString());
    assertTrue(out.toString().replaceAll("\\s+", " ").contains(said), () -> "" + out);
  }

  private static void requireCapture() {
    try {
      LiveRecording.begin("lo", "tcp").close();
    } catch (CaptureProblem e) {
      assumeTrue(false, "cannot capture on lo: " + e.getMessage());
    }
  }
}
