package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
}
