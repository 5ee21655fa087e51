package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks of the lab's servers, and of ports that nobody listens on. */
class CheckCommandTest {
  @TempDir Path folder;

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  private int run(String... args) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> words = new ArrayList<>(List.of("check"));
    words.addAll(List.of(args));
    return new Program(new PrintWriter(out), new PrintWriter(err))
        .run(words.toArray(String[]::new));
  }

  private String file(String yaml) throws IOException {
    Path file = folder.resolve("checks.yaml");
    Files.writeString(file, yaml);
    return file.toString();
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out.toString());
  }

  /** {@code rule} to {@code state}, of the first check. */
  private Map<String, String> items() throws IOException {
    Map<String, String> items = new TreeMap<>();
    json()
        .at("/checks/0/items")
        .forEach(
            item ->
                items.put(
                    item.at("/path").asText() + " " + item.at("/rule").asText(),
                    item.at("/state").asText()));
    return items;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aLostNameIsOneFailureAtTheLineOfAgree() throws IOException {
    int code =
        run(
            file("checks:\n  a:\n    lab: mrap-no-sni\n    expect:\n      agree: true\n"),
            "-o",
            "json");
    assertEquals(ExitCode.FINDINGS, code, () -> "" + err);
    assertEquals("failed", items().get("lab upstream-sni-missing"), () -> "" + out);
    assertEquals("passed", items().get("direct expect-reachable"));
    assertFalse(items().containsKey("lab expect-agree"), () -> "" + out);
    JsonNode first = json().at("/checks/0/items/0");
    json()
        .at("/checks/0/items")
        .forEach(
            item -> {
              if (item.at("/rule").asText().equals("upstream-sni-missing")) {
                assertEquals(5, item.at("/line").asInt());
                assertEquals(7, item.at("/column").asInt());
              }
            });
    assertTrue(first.at("/severity").isTextual());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      mrap-no-sni  | status: 200                                  | 0 | expect-status                | passed
      mrap-no-sni  | status: [404, 5xx]                           | 1 | expect-status                | failed
      mrap-no-sni  | tls-at-least: 1.3                            | 0 | expect-tls-at-least          | passed
      tls12-only   | tls-at-least: 1.3                            | 1 | expect-tls-at-least          | failed
      mrap-no-sni  | alpn: [h2, http/1.1]                         | 0 | expect-alpn                  | passed
      mrap-no-sni  | alpn: gopher                                 | 1 | expect-alpn                  | failed
      mrap-no-sni  | 'certificate: {valid-for: 1m}'               | 0 | expect-certificate-valid-for | passed
      mrap-no-sni  | 'certificate: {valid-for: 3000w}'            | 1 | expect-certificate-valid-for | failed
      mrap-no-sni  | 'certificate: {issuer: "*"}'                 | 0 | expect-certificate-issuer    | passed
      mrap-no-sni  | 'certificate: {issuer: Nobody}'              | 1 | expect-certificate-issuer    | failed
      mrap-no-sni  | 'certificate: {name: no.example.test}'       | 1 | expect-certificate-name      | failed
      mrap-no-sni  | 'handshake: {p95-below: 9s, runs: 3}'        | 0 | expect-handshake-p95-below   | passed
      mrap-no-sni  | 'handshake: {p95-below: 0.001ms, runs: 3}'   | 1 | expect-handshake-p95-below   | failed
      mrap-no-sni  | sni: required                                | 0 | expect-sni                   | passed
      mrap-no-sni  | sni: [ignored, required-silence]             | 0 | expect-sni                   | passed
      mrap-no-sni  | sni: default-certificate                     | 1 | expect-sni                   | failed
      sni-alert-112 | sni: required-alert                         | 0 | expect-sni                   | passed
      sni-default-certificate | sni: default-certificate          | 0 | expect-sni                   | passed
      expired      | 'certificate: {valid-for: 14d}'              | 1 | certificate-expired          | failed
      expired      | 'no-finding-above: error, reachable: true'   | 1 | certificate-expired          | noted
      sni-reset    | reachable: true                              | 0 | expect-reachable             | passed
      mrap-no-sni  | reachable: cut                               | 1 | expect-reachable             | failed
      mrap-no-sni  | reachable: false                             | 1 | expect-reachable             | failed
      """)
  void judgesTheDirectPath(String lab, String expected, int code, String rule, String state)
      throws IOException {
    String yaml = "checks: {a: {lab: %s, paths: [direct], expect: {%s}}}".formatted(lab, expected);
    assertEquals(code, run(file(yaml), "-o", "json"), () -> "" + out + err);
    assertEquals(state, items().get("direct " + rule), () -> "" + out);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"false,0", "refused,0", "unanswered,1"})
  void aClosedPortIsRefused(String reachable, int code) throws IOException {
    String url = "https://127.0.0.1:%d/".formatted(closedPort());
    String yaml = "checks: {a: {url: '%s', expect: {reachable: %s}}}".formatted(url, reachable);
    assertEquals(code, run(file(yaml), "-o", "json"), () -> "" + out + err);
    assertEquals(
        code == 0 ? "passed" : "failed", items().get("direct expect-reachable"), () -> "" + out);
  }

  /** A server that closes is not a policy that does: only who expects it knows. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"false,3,unknown", "cut,0,passed", "refused,1,failed", "unanswered,1,failed"})
  void whatEndsWithTheHelloIsCut(String reachable, int code, String state) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread closer =
          new Thread(
              () -> {
                try {
                  while (true) {
                    try (Socket socket = server.accept()) {
                      socket.getInputStream().read(new byte[4096]);
                    }
                  }
                } catch (IOException closed) {
                  // That is how it ends.
                }
              });
      closer.setDaemon(true);
      closer.start();
      String url = "https://127.0.0.1:%d/".formatted(server.getLocalPort());
      String yaml = "checks: {a: {url: '%s', expect: {reachable: %s}}}".formatted(url, reachable);
      assertEquals(code, run(file(yaml), "-o", "json"), () -> "" + out + err);
      assertEquals(state, items().get("direct expect-reachable"), () -> "" + out);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"connect-403,0", "connect-407,3"})
  void aProxyThatSaysNoIsABarrier(String lab, int code) throws IOException {
    String yaml = "checks: {a: {lab: %s, paths: [lab], expect: {reachable: false}}}".formatted(lab);
    assertEquals(code, run(file(yaml)), () -> "" + out + err);
    assertEquals(code == 3 ? 1 : code, run(file(yaml), "--fail-on-unknown"));
  }

  @Test
  void nothingReachableIsFour() throws IOException {
    String url = "https://127.0.0.1:%d/".formatted(closedPort());
    assertEquals(ExitCode.COULD_NOT_RUN, run(file("checks: {a: '%s'}".formatted(url))));
    assertTrue(out.toString().contains("fail"), () -> "" + out);
    String yaml = "checks: {a: '%s', b: {lab: mrap-no-sni, paths: [direct]}}".formatted(url);
    assertEquals(ExitCode.FINDINGS, run(file(yaml)), () -> "" + out);
  }

  @Test
  void nothingReachableIsNoFailureWhereItIsKnown() throws IOException {
    Path known = folder.resolve("known.yaml");
    Files.writeString(known, "ignore: [{rule: connection-refused, reason: switched off}]");
    String yaml = file("checks: {a: {lab: connection-refused, paths: [direct]}}");
    int code = run(yaml, "--ignore-file", known.toString());
    assertEquals(ExitCode.CLEAN, code, () -> "" + out + err);
    assertEquals(ExitCode.COULD_NOT_RUN, run(yaml), () -> "" + out + err);
  }

  @Test
  void aCheckIsTriedAgainAndSaysSo() throws IOException {
    String url = "https://127.0.0.1:%d/".formatted(closedPort());
    String yaml = "checks: {a: {url: '%s', retries: 2, backoff: 1ms}}".formatted(url);
    run(file(yaml), "-o", "json");
    assertEquals(3, json().at("/checks/0/attempts").asInt());
    run(file(yaml), "-o", "json", "--retries", "0");
    assertEquals(1, json().at("/checks/0/attempts").asInt());
  }

  @Test
  void responseCodesOfDnsAreExpectedWithoutARequest() throws IOException {
    try (DnsServer server = DnsServer.answering(DnsServer.NXDOMAIN)) {
      String yaml =
          """
          defaults: {dns-servers: '127.0.0.1:%d'}
          checks:
            gone: {url: 'https://gone.example.test/', expect: {dns: {response: NXDOMAIN}}}
          """
              .formatted(server.port());
      assertEquals(ExitCode.CLEAN, run(file(yaml), "-v"), () -> "" + out + err);
      String other = yaml.replace("response: NXDOMAIN", "response: SERVFAIL");
      assertEquals(ExitCode.FINDINGS, run(file(other)), () -> "" + out + err);
    }
  }

  @Test
  void writesEveryReport() throws IOException {
    String yaml = file("checks: {a: {lab: expired, paths: [direct]}}");
    List<String> args = new ArrayList<>(List.of(yaml));
    List<String> formats =
        List.of("text", "json", "junit", "sarif", "github", "gitlab", "markdown", "html");
    args.addAll(List.of("--report", "html=" + folder.resolve("pages") + "/"));
    for (String format : formats) {
      args.addAll(List.of("--report", format + "=" + folder.resolve(format + ".out")));
    }
    assertEquals(ExitCode.FINDINGS, run(args.toArray(String[]::new)), () -> "" + err);
    for (String format : formats) {
      String text = Files.readString(folder.resolve(format + ".out"));
      assertTrue(text.contains("certificate-expired"), format + ": " + text);
    }
    String index = Files.readString(folder.resolve("pages").resolve("index.html"));
    assertTrue(index.contains("<a href=\"a.html\">a</a>"), index);
    String page = Files.readString(folder.resolve("pages").resolve("a.html"));
    assertTrue(page.contains("certificate-expired"), page);
  }

  @Test
  void whatIsKnownDoesNotCountUntilItsDay() throws IOException {
    String yaml = file("checks: {a: {lab: expired, paths: [direct]}}");
    Path known = folder.resolve("known.yaml");
    String entry =
        """
        ignore:
          - rule: certificate-expired
            host: expir*
            reason: renewed on Monday
            until: %s
          - rule: expect-status
            reason: never needed
        """;
    Files.writeString(known, entry.formatted("2999-12-31"));
    int code = run(yaml, "--ignore-file", known.toString());
    assertEquals(ExitCode.CLEAN, code, () -> "" + out + err);
    String shown = out.toString().replaceAll("\\s+", " ");
    assertTrue(shown.contains("renewed on Monday (until 2999-12-31)"), shown);
    assertTrue(shown.contains("'expect-status' suppresses nothing here"), shown);
    Files.writeString(known, entry.formatted("2020-01-01"));
    assertEquals(ExitCode.FINDINGS, run(yaml, "--ignore-file", known.toString()));
    assertTrue(
        out.toString()
            .replaceAll("\\s+", " ")
            .contains("was suppressed until 2020-01-01, and counts again"),
        () -> "" + out);
    Files.writeString(known, "ignore: [{rule: certificate-expird, until: soon}]");
    assertEquals(ExitCode.USAGE, run(yaml, "--ignore-file", known.toString()));
    assertTrue(
        err.toString().contains("likely: certificate-expired")
            && err.toString().contains("has no 'reason'")
            && err.toString().contains("'soon' is no day"),
        () -> "" + err);
    assertEquals("", out.toString());
  }

  @Test
  void compareHonoursItToo() throws IOException {
    Path known = folder.resolve("known.yaml");
    Files.writeString(known, "ignore: [{rule: upstream-sni-missing, reason: ticket-7}]");
    String[] words = {"compare", "--lab", "mrap-no-sni", "--ignore-file", known.toString()};
    out = new StringWriter();
    int code = new Program(new PrintWriter(out), new PrintWriter(err)).run(words);
    assertEquals(ExitCode.CLEAN, code, () -> "" + out + err);
    assertTrue(out.toString().contains("ticket-7"), () -> "" + out);
    assertTrue(out.toString().contains("upstream-sni-missing"), () -> "" + out);
  }

  @Test
  void chosenListedAndPlanned() throws IOException {
    String yaml =
        file("checks: {app-1: {lab: expired}, app-2: 'https://a.test/', db: 'https://b.test/'}");
    assertEquals(ExitCode.CLEAN, run(yaml, "--list", "--only", "app-*"));
    assertEquals("app-1  lab expired\napp-2  GET https://a.test/\n", out.toString());
    assertEquals(ExitCode.CLEAN, run(yaml, "--dry-run", "--only", "db"));
    assertEquals(
        """
        db  GET https://b.test/
          direct: 1 request, direct
          expects: reachable true, no-finding-above warning
        at most 1 connection in all; nothing was sent
        """,
        out.toString());
    assertEquals(ExitCode.USAGE, run(yaml, "--only", "bd"));
    assertTrue(err.toString().contains("no check has the name 'bd'"), () -> "" + err);
  }

  @Test
  void waitsUntilItIsFixed() throws IOException {
    String url = "https://127.0.0.1:%d/".formatted(closedPort());
    String yaml = file("checks: {a: {url: '%s', expect: {reachable: false}}}".formatted(url));
    assertEquals(ExitCode.CLEAN, run("--until-fixed", yaml));
    String never = file("checks: {a: '%s'}".formatted(url));
    assertEquals(ExitCode.COULD_NOT_RUN, run(never, "--until-fixed", "1ms"));
  }

  @Test
  void watchesUntilItIsFixedAndPrintsWhatChanges() throws Exception {
    int port = closedPort();
    String yaml = file("checks: {a: 'http://127.0.0.1:%d/'}".formatted(port));
    CountDownLatch failed = new CountDownLatch(1);
    StringWriter shown =
        new StringWriter() {
          @Override
          public void flush() {
            if (toString().contains("1 failed")) {
              failed.countDown();
            }
          }
        };
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () ->
                new Program(new PrintWriter(shown), new PrintWriter(err))
                    .run("check", yaml, "--watch", "1s", "--until-fixed", "2m"));
    assertTrue(failed.await(60, TimeUnit.SECONDS), shown::toString);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      assertEquals(ExitCode.CLEAN, code.get(60, TimeUnit.SECONDS), shown::toString);
    } finally {
      server.stop(0);
    }
    assertTrue(shown.toString().contains("Z  was: fail\n"), shown::toString);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      no/such/file.yaml    | 4 | error: no such file 'no/such/file.yaml'
      https://a.test/      | 2 | try:    tlsdiag compare https://a.test/
      --jobs 0             | 2 | '--jobs 0' is not between 1 and 64
      --rate 0             | 2 | '--rate 0' is no number above 0 and up to 1000
      --report junit       | 2 | '--report junit' is not FORMAT=FILE
      --report junti=x     | 2 | likely: junit
      --report junti=x     | 2 | try:    --report junit=x
      --report junit=/no/x | 4 | no folder '/no'
      --report junit=/tmp/ | 2 | '/tmp' is a folder
      -o xml               | 2 | unknown value 'xml' after '--output'
      --watch 10           | 2 | '10' is no span of time after '--watch'
      --watch 10ms         | 2 | '--watch 10ms' is below 1s
      --fail-on fatal      | 2 | unknown value 'fatal' after '--fail-on'
      """)
  void refusesWhatCannotBe(String args, int code, String told) {
    assertEquals(code, run(args.split(" ")), () -> "" + err);
    assertTrue(err.toString().contains(told), () -> "" + err);
    assertEquals("", out.toString());
  }

  @Test
  void aCaptureIsNoFileOfChecks() {
    String capture = "samples/sni-lost/combined.pcap";
    assertEquals(ExitCode.USAGE, run(capture));
    assertEquals(
        """
        error: '%1$s' is no text in UTF-8
          likely: a capture
          try:    tlsdiag capture %1$s
        """
            .formatted(capture),
        err.toString());
  }

  @Test
  void aWrongFileIsToldWithItsPlaces() throws IOException {
    String name = file("checks:\n  a:\n    url: https://a.test/\n    expct: {}\n    retries: x\n");
    assertEquals(ExitCode.USAGE, run(name));
    assertEquals(
        """
        %1$s:4:5: a check has no key 'expct'
          4 |     expct: {}
            |     ^
          likely: expect
        %1$s:5:14: 'retries': 'x' is no whole number from 0 to 20
          5 |     retries: x
            |              ^
        error: 2 problems in '%1$s'
        """
            .formatted(name),
        err.toString());
  }

  @Test
  void theSchemaIsPrinted() throws IOException {
    assertEquals(ExitCode.CLEAN, run("--schema"));
    assertEquals("Checks of tlsdiag", json().at("/title").asText());
  }

  @Test
  void theSampleOfTheLabRuns() {
    assertEquals(ExitCode.FINDINGS, run("samples/checks/lab.yaml"), () -> "" + err);
    assertTrue(out.toString().contains("4 checks: 2 failed, 2 passed"), () -> "" + out);
  }
}
