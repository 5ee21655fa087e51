package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code compare} promises, kind of server by kind of server. */
class CompareAcceptanceTest {
  @TempDir Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String line) {
    out = new StringWriter();
    err = new StringWriter();
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
  }

  private JsonNode report() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  private static List<String> findings(JsonNode report) {
    return StreamSupport.stream(report.path("findings").spliterator(), false)
        .map(
            f ->
                f.path("severity").asText()
                    + " "
                    + f.path("hop").asInt()
                    + " "
                    + f.path("rule").asText())
        .toList();
  }

  /** Whatever the server does without a name, and whether or not the proxy checks certificates. */
  @ParameterizedTest(name = "{0}, profile {1}")
  @CsvSource({
    "sni-alert-112, envoy",
    "sni-alert-112, nginx",
    "sni-alert-40, nginx",
    "sni-reset, nginx",
    "sni-close, nginx",
    "mrap-no-sni, nginx",
    "sni-default-certificate, cilium-before-sni-fix",
    "sni-default-certificate, nginx",
    "sni-resumption, nginx"
  })
  void theMissingNameIsTheCause(String scenario, String profile) throws IOException {
    int code = run("compare -o json --lab %s --profile %s".formatted(scenario, profile));
    assertEquals(ExitCode.FINDINGS, code, () -> out + "\n" + err);
    assertEquals("error 2 upstream-sni-missing", findings(report()).get(0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sni-alert-112", "mrap-no-sni", "sni-default-certificate"})
  void withTheNameThePathsAgree(String scenario) throws IOException {
    int code = run("compare -o json --lab %s --profile nginx --sni host".formatted(scenario));
    assertEquals(ExitCode.CLEAN, code, () -> out + "\n" + err);
    assertEquals("same", report().path("verdict").asText());
  }

  /** Every re-origination differs in many things: one is the cause, and the others are named so. */
  @Test
  void oneDifferenceIsTheCauseAndTheOthersAreUsual() throws IOException {
    run("compare -o json --lab mrap-no-sni --profile cilium-before-sni-fix");
    List<String> weights =
        StreamSupport.stream(report().at("/differences/rows").spliterator(), false)
            .map(row -> row.path("weight").asText())
            .filter(weight -> !weight.equals("context"))
            .toList();
    assertTrue(weights.size() >= 5, weights.toString());
    assertEquals(1, weights.stream().filter("cause"::equals).count(), weights.toString());
    assertEquals("cause", weights.get(0));
    assertTrue(weights.stream().filter("usual"::equals).count() >= 4, weights.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "wrong-name, ''",
    "wrong-name, --profile envoy",
    "wrong-name, --profile nginx",
    "wrong-name, --profile mitmproxy",
    "sni-alert-112, --noname",
    "expired, ''",
    "untrusted-server, ''",
    "self-signed, ''",
    "plaintext-server, ''",
    "no-san, ''",
    "connect-403, ''"
  })
  void neverZeroWhereAPathIsBroken(String scenario, String more) {
    String profile = more.equals("--noname") ? "--sni none" : more;
    int code = run("compare --ascii --lab %s %s".formatted(scenario, profile).strip());
    assertNotEquals(ExitCode.CLEAN, code, () -> out + "\n" + err);
  }

  /** Certificates for another name on the direct path, and a name that the server refuses. */
  @Test
  void neverZeroForAWrongNameOrARefusedOne() throws IOException {
    InstalledServers.require("nginx", "haproxy");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int origin = servers.nginx("location / { return 200 ok; }");
      String there = "--cacert %s --connect-to ::127.0.0.1:%d".formatted(servers.ca, origin);
      assertEquals(
          ExitCode.FINDINGS,
          run("compare --ascii %s https://wrong.example.test/".formatted(there)),
          () -> out + "\n" + err);
      int router = servers.haproxyRoutingBySni(origin);
      String routed = "--cacert %s --connect-to ::127.0.0.1:%d".formatted(servers.ca, router);
      String url = "https://" + InstalledServers.HOST + "/";
      assertNotEquals(
          ExitCode.CLEAN,
          run("compare --ascii %s --noservername %s".formatted(routed, url)),
          () -> out + "\n" + err);
      assertEquals(
          ExitCode.CLEAN,
          run("compare --ascii %s %s".formatted(routed, url)),
          () -> out + "\n" + err);
    }
  }
}
