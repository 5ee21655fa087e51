package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.trace.HttpExchange;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The request before and after a reverse proxy, and the two failures that look alike behind one.
 */
class CompareHeadersTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What nginx answers in the place of a sidecar: by port and Host, and by nothing else. */
  private static final String SIDECAR =
      """
      if ($http_host !~ "^svc\\.example\\.test") {
        return 503 "upstream connect error or disconnect/reset before headers. reset reason: %s";
      }
      location / { return 200 ok; }
      """
          .formatted("connection failure");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(arguments);
  }

  private JsonNode report() throws IOException {
    return JSON.readTree(out.toString());
  }

  /** {@code Host forwarded shop.example.test -> shop.example.test}. */
  private List<String> headers() throws IOException {
    List<String> rows = new ArrayList<>();
    for (JsonNode trace : report().at("/traces")) {
      for (JsonNode row : trace.at("/headers/0/rows")) {
        rows.add(
            "%s %s %s -> %s"
                .formatted(
                    row.get("name").asText(),
                    row.get("kind").asText(),
                    text(row.get("before")),
                    text(row.get("after"))));
      }
    }
    return rows;
  }

  private static String text(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false)
        .map(JsonNode::asText)
        .reduce((a, b) -> a + ", " + b)
        .orElse("none");
  }

  @Test
  void aHostThatIsHandedOnIsNamedAndMended() throws IOException {
    assertEquals(1, run("compare", "--lab", "host-header-decides-route", "-o", "json"));
    JsonNode finding = report().at("/findings/0");
    assertEquals("host-header-decides-route", finding.get("rule").asText());
    assertEquals("high", finding.get("confidence").asText());
    assertEquals(2, finding.get("hop").asInt());
    assertTrue(
        finding.get("message").asText().contains("by port and Host, not by the address"),
        finding.get("message").asText());
    assertTrue(
        finding.at("/fixes/0/text").asText().contains("proxy_set_header Host"),
        finding.at("/fixes").toString());
    assertEquals(2, report().at("/experiments").size());
    List<String> rows = headers();
    assertTrue(
        rows.contains("Host forwarded shop.example.test -> shop.example.test"), rows::toString);
    assertTrue(rows.contains("X-Forwarded-For added none -> 127.0.0.1"), rows::toString);
  }

  @Test
  void aPortThatNoServiceHasIsAnotherMatter() throws IOException {
    assertEquals(1, run("compare", "--lab", "wrong-port", "-o", "json"));
    JsonNode finding = report().at("/findings/0");
    assertEquals("service-lacks-port", finding.get("rule").asText());
    String fixes = finding.get("fixes").toString();
    assertTrue(fixes.contains("the port that the service has"), fixes);
    assertTrue(fixes.contains("no repro of another 503"), fixes);
    List<String> rules = new ArrayList<>();
    report().at("/findings").forEach(each -> rules.add(each.get("rule").asText()));
    assertFalse(rules.contains("host-header-decides-route"), rules::toString);
  }

  @Test
  void aHostThatIsSetIsShownToo() throws IOException {
    assertEquals(0, run("compare", "--lab", "host-header-rewritten", "-o", "json"));
    List<String> rows = headers();
    assertTrue(
        rows.contains("Host changed shop.example.test -> reviews.example.test"), rows::toString);
  }

  @Test
  void anotherHostIsShownWhereBothPathsAgree() {
    assertEquals(0, run("compare", "--lab", "host-header-rewritten"));
    assertTrue(
        out.toString().lines().anyMatch(line -> line.matches(" ! Host +shop.* +reviews.*")),
        out::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"host-header-decides-route", "wrong-port"})
  void fitsATerminal(String scenario) {
    run("compare", "--lab", scenario);
    List<String> lines = out.toString().lines().toList();
    assertTrue(lines.stream().anyMatch(line -> line.startsWith(" HEADERS ")), out::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith(" = Host ")), out::toString);
    assertEquals(
        List.of(),
        lines.stream().filter(line -> line.codePointCount(0, line.length()) > 100).toList());
  }

  /** The built-in proxy takes hop-by-hop fields away, and nothing else. */
  @Test
  void theBuiltInProxyTellsWhatItSentOn() throws IOException {
    InstalledServers.require("nginx");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = servers.nginxPlain("location / { return 200 ok; }");
      run(
          "compare",
          "-o",
          "json",
          "--profile",
          "tlsdiag",
          "-H",
          "Connection: X-Hop",
          "-H",
          "X-Hop: 1",
          "-H",
          "Authorization: Bearer sesame",
          "http://127.0.0.1:%d/".formatted(port));
      List<String> rows = headers();
      assertTrue(rows.contains("X-Hop removed 1 -> none"), () -> rows + "\n" + err);
      assertTrue(
          rows.contains("Authorization forwarded Bearer [redacted] -> Bearer [redacted]"),
          rows::toString);
      assertFalse(out.toString().contains("sesame"), "a secret");
    }
  }

  /** Both legs of nginx in one capture, with the Host handed on and with the Host it makes up. */
  @ParameterizedTest(name = "handed on: {0}")
  @ValueSource(booleans = {true, false})
  void nginxInACapture(boolean handsOn) throws IOException {
    InstalledServers.require("nginx", "tcpdump");
    String directive = handsOn ? "proxy_set_header Host $host;" : "";
    Path file = folder.resolve("both.pcap");
    int sidecar;
    try (InstalledServers servers = new InstalledServers(folder)) {
      sidecar = servers.nginxPlain(SIDECAR);
      int proxy =
          servers.nginxPlain(
              """
              location / {
                proxy_pass http://127.0.0.1:%d;
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                %s
              }
              """
                  .formatted(sidecar, directive));
      try (PacketRecorder recorder = PacketRecorder.start(file)) {
        ask(sidecar, "svc.example.test");
        ask(proxy, "shop.example.test");
      }
    }
    int code = run("compare", "-o", "json", "--host", "shop.example.test", file.toString());
    List<String> rows = headers();
    assertFalse(out.toString().contains("sesame"), "a secret");
    String own = "127.0.0.1:" + sidecar;
    String expected =
        handsOn
            ? "Host forwarded shop.example.test -> shop.example.test"
            : "Host changed shop.example.test -> " + own;
    assertTrue(rows.contains(expected), () -> code + " " + rows + "\n" + out + err);
    assertTrue(rows.contains("X-Forwarded-For added none -> 127.0.0.1"), rows::toString);
    assertTrue(rows.contains("Authorization forwarded [redacted] -> [redacted]"), rows::toString);
    if (handsOn) {
      assertEquals("host-header-decides-route", report().at("/findings/0/rule").asText());
      assertTrue(
          report().at("/findings/0/message").asText().contains("svc.example.test"),
          report().at("/findings/0/message").asText());
    }
  }

  private static void ask(int port, String host) throws IOException {
    ReplayRequest usual = ReplayRequest.get(URI.create("http://127.0.0.1:" + port + "/"));
    List<HttpExchange.Header> headers =
        Stream.concat(
                usual.headers().stream(),
                Stream.of(
                    new HttpExchange.Header("Host", host),
                    new HttpExchange.Header("Authorization", "Bearer sesame")))
            .toList();
    new ReplayClient("asked")
        .run(
            new ReplayRequest(usual.method(), usual.url(), headers, usual.body()),
            ReplayOptions.DEFAULT);
  }
}
