package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.LiveRecording;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the own hop of a proxy that is not ours is seen: on an interface, or in a file. */
class CompareWitnessTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static void requireCapture(String name) {
    try {
      LiveRecording.begin(name, "tcp").close();
    } catch (CaptureProblem e) {
      assumeTrue(false, "cannot capture on " + name + ": " + e.getMessage());
    }
  }

  /** nginx as it is without configuration sends no name, and HAProxy needs one. */
  private static int nginx(InstalledServers servers, int router, String directive)
      throws IOException {
    return servers.nginx(
        """
        location / {
          proxy_pass https://127.0.0.1:%d;
          proxy_set_header Host $host;
          proxy_ssl_name $host;
          proxy_ssl_server_name %s;
        }
        """
            .formatted(router, directive));
  }

  private String compare(InstalledServers servers, int router, int proxy, String how) {
    return "compare -o json --cacert %s --connect-to ::127.0.0.1:%d --via 127.0.0.1:%d %s https://%s/"
        .formatted(servers.ca, router, proxy, how, InstalledServers.HOST);
  }

  @ParameterizedTest(name = "-i {0}, proxy_ssl_server_name {1}")
  @CsvSource({"lo, off, 1, fail", "lo, on, 0, same", "any, off, 1, fail"})
  void findsTheProxysHopOnAnInterface(String device, String directive, int exit, String verdict)
      throws IOException {
    InstalledServers.require("nginx", "haproxy");
    requireCapture(device);
    try (InstalledServers servers = new InstalledServers(folder)) {
      int router = servers.haproxyRoutingBySni(servers.nginx("location / { return 200 ok; }"));
      int proxy = nginx(servers, router, directive);
      int code = run(compare(servers, router, proxy, "-i " + device));
      assertEquals(exit, code, () -> out + "\n" + err);
      assertEquals(verdict, report().at("/verdict").asText());
      assertEquals(2, report().at("/traces/1/hops").size());
      assertTrue(report().at("/traces/1/hops/1/steps").size() > 0, () -> "" + out);
      if (exit == 1) {
        assertEquals("upstream-sni-missing", report().at("/findings/0/rule").asText());
        assertEquals(2, report().at("/findings/0/hop").asInt());
        assertEquals("high", report().at("/findings/0/confidence").asText());
      }
    }
  }

  /** tcpdump writes, compare reads: the file is of this very run. */
  @Test
  void findsTheProxysHopInAFileThatGrows() throws IOException {
    InstalledServers.require("nginx", "haproxy", "tcpdump");
    requireCapture("lo");
    Path file = folder.resolve("both.pcap");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int router = servers.haproxyRoutingBySni(servers.nginx("location / { return 200 ok; }"));
      int proxy = nginx(servers, router, "off");
      Process tcpdump =
          new ProcessBuilder("tcpdump", "-Z", "root", "-i", "lo", "-U", "-w", "" + file, "tcp")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      try {
        String begun = tcpdump.errorReader().readLine();
        assumeTrue(begun != null && begun.contains("listening on lo"), "tcpdump: " + begun);
        int code = run(compare(servers, router, proxy, "--pcap " + file));
        assertEquals(ExitCode.FINDINGS, code, () -> out + "\n" + err);
        assertEquals("upstream-sni-missing", report().at("/findings/0/rule").asText());
        assertEquals(2, report().at("/findings/0/hop").asInt());
      } finally {
        tcpdump.destroy();
      }
    }
  }

  @Test
  void saysWhatItLookedForInACaptureOfSomethingElse() throws IOException {
    InstalledServers.require("nginx", "haproxy");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int router = servers.haproxyRoutingBySni(servers.nginx("location / { return 200 ok; }"));
      int proxy = nginx(servers, router, "off");
      String other = "samples/silent/proxied.pcap";
      int code = run(compare(servers, router, proxy, "--pcap " + other));
      assertNotEquals(ExitCode.CLEAN, code, () -> out + "\n" + err);
      String notes = report().at("/notes").toString();
      assertTrue(notes.contains("no leg of the proxy in '" + other + "'"), notes);
      assertTrue(notes.contains("looked for a connection to port " + router), notes);
      assertEquals(0, report().at("/traces/1/hops/1/steps").size());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          4 | -i no-such-interface --via 127.0.0.1:1 https://a.example/ | no interface 'no-such-interface'
          4 | --pcap no-such.pcap --via 127.0.0.1:1 https://127.0.0.1:1/ | cannot read 'no-such.pcap'
          2 | -i lo --tap 1 --via 127.0.0.1:1 https://a.example/ | '--tap', '--pcap' and '-i' are
          2 | -i lo https://a.example/ | '--tap', '--pcap' and '-i' are for a proxy
          2 | --noproxy * -x 127.0.0.1:1 https://a.example/ | '--noproxy *' leaves no proxy
          """)
  void wrongInputIsTold(int code, String arguments, String problem) {
    if (arguments.startsWith("-i no")) {
      requireCapture("lo");
    }
    assertEquals(code, run("compare " + arguments), () -> out + "\n" + err);
    assertTrue(err.toString().startsWith("error: " + problem), err.toString());
  }
}
