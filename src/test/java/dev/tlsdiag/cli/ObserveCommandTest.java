package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObserveCommandTest {
  private static final String FLOWS = "src/test/resources/dev/tlsdiag/mesh/hubble/flows.jsonl";
  private static final String MONITOR = "src/test/resources/dev/tlsdiag/mesh/hubble/monitor-l7.txt";
  private static final String CAPTURE = "samples/sni-lost/combined.pcap";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path directory;

  private int run(String... words) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(words);
  }

  private List<String> lines() {
    return out.toString().lines().toList();
  }

  @Test
  void help() {
    assertEquals(ExitCode.CLEAN, run("observe", "--help"));
    Golden.assertMatches("observe/help.txt", out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 100));
  }

  @Test
  void compact() {
    assertEquals(ExitCode.CLEAN, run("observe", FLOWS, "--color", "never"));
    Golden.assertMatches("observe/compact.txt", out.toString());
    assertEquals("10 flows, 10 shown, 4 dropped, 0 events lost\n", err.toString());
  }

  @Test
  void handshakesOfACapture() {
    assertEquals(ExitCode.CLEAN, run("observe", CAPTURE, "--time-format", "RFC3339Micro"));
    Golden.assertMatches("observe/capture.txt", out.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --not --verdict DROPPED                  | 6
          --not --port 443 --protocol tcp          | 2
          --not --verdict DROPPED --not --port 443 | 8
          --verdict DROPPED --last 1               | 1
          --first 3                                | 3
          --since 2023-02-01T21:46:00Z             | 3
          --until 2023-02-01T21:45:19.94Z          | 2
          --since 5m                               | 0
          --allowlist {"verdict":["DROPPED"]}      | 4
          --denylist {"verdict":["DROPPED"]}       | 6
          """)
  void selects(String options, int flows) {
    String[] words = ("observe " + FLOWS + " " + options).split(" ");
    assertEquals(ExitCode.CLEAN, run(words), err.toString());
    assertEquals(flows, lines().size(), out.toString());
  }

  @Test
  void theLastTwentyOfAFile() throws IOException {
    Path many = directory.resolve("many.jsonl");
    String line = "{\"flow\":{\"verdict\":\"FORWARDED\",\"uuid\":\"%d\"}}\n";
    StringBuilder text = new StringBuilder();
    IntStream.range(0, 50).forEach(i -> text.append(line.formatted(i)));
    Files.writeString(many, text);
    assertEquals(ExitCode.CLEAN, run("observe", many.toString(), "-o", "json"));
    assertEquals(20, lines().size());
    assertTrue(lines().get(0).contains("\"30\""));
    assertTrue(
        err.toString().startsWith("note: 30 earlier flows left out; --all shows them"),
        err.toString());
  }

  /** What is written is what {@code hubble observe --input-file} reads: the same flows again. */
  @Test
  void jsonIsReadAgain() throws IOException {
    run("observe", CAPTURE, FLOWS, "--all", "-o", "json");
    String json = out.toString();
    Path copy = directory.resolve("copy.json");
    Files.writeString(copy, json);
    out.getBuffer().setLength(0);
    run("observe", copy.toString(), "--all", "-o", "jsonpb");
    assertEquals(json, out.toString());
    assertTrue(lines().stream().allMatch(line -> line.startsWith("{\"flow\":{\"time\":")), json);
  }

  @Test
  void monitorLinesStayWhatTheyAre() throws IOException {
    assertEquals(ExitCode.CLEAN, run("observe", MONITOR, "--l7"));
    assertEquals(Files.readString(Path.of(MONITOR)), out.toString());
  }

  @Test
  void packedFiles() throws IOException {
    Path packed = directory.resolve("flows.json.gz");
    try (GZIPOutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(Path.of(FLOWS), gzip);
    }
    assertEquals(ExitCode.CLEAN, run("observe", packed.toString()));
    assertEquals(10, lines().size());
  }

  @Test
  void followsAFileThatGrows() throws Exception {
    Path growing = directory.resolve("growing.jsonl");
    Files.copy(Path.of(FLOWS), growing);
    CountDownLatch ten = new CountDownLatch(10);
    CountDownLatch eleven = new CountDownLatch(11);
    CountDownLatch twelve = new CountDownLatch(12);
    StringWriter seen =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            text.substring(from, from + length)
                .chars()
                .filter(c -> c == '\n')
                .forEach(
                    c -> {
                      ten.countDown();
                      eleven.countDown();
                      twelve.countDown();
                    });
          }
        };
    Thread follower =
        new Thread(
            () ->
                new Program(new PrintWriter(seen), new PrintWriter(err))
                    .run("observe", "-f", growing.toString()));
    follower.start();
    assertTrue(ten.await(60, TimeUnit.SECONDS), "what is there already");
    Files.writeString(growing, "{\"flow\":{\"verdict\":\"ERROR\"}}\n", StandardOpenOption.APPEND);
    assertTrue(eleven.await(60, TimeUnit.SECONDS), "what came later");
    Files.move(growing, directory.resolve("growing.jsonl.1"));
    Files.writeString(growing, "{\"flow\":{\"verdict\":\"DROPPED\"}}\n");
    assertTrue(twelve.await(60, TimeUnit.SECONDS), "what the file in its place has");
    follower.interrupt();
    follower.join(30_000);
    assertFalse(follower.isAlive());
    assertTrue(err.toString().contains("12 flows, 12 shown, 5 dropped, 1 failed"), err.toString());
  }

  @Test
  void readsStandardInput() throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(Path.of(FLOWS))));
      assertEquals(ExitCode.CLEAN, run("observe", "-", "--verdict", "REDIRECTED"));
    } finally {
      System.setIn(before);
    }
    assertEquals(1, lines().size());
  }

  @Test
  void rawFilters() {
    assertEquals(
        ExitCode.CLEAN,
        run("observe", "--pod", "web", "--not", "--port", "53", "--print-raw-filters"));
    assertEquals(
        """
        allowlist:
            - '{"source_pod":["web"]}'
            - '{"destination_pod":["web"]}'
        denylist:
            - '{"source_port":["53"]}'
            - '{"destination_port":["53"]}'
        """,
        out.toString());
  }

  @Test
  void recordsOfTheProxy() throws IOException {
    Path events = directory.resolve("events.jsonl");
    Files.writeString(
        events,
        """
        {"schemaVersion":1,"kind":"request","id":1,"downstream":1,"time":"2026-11-20T12:00:00.100000Z","durationMs":12.5,"method":"GET","url":"https://a.example/x?token=s3cret","authority":"a.example","protocol":"http/1.1","result":"ok","status":503,"requestHeaders":[],"responseHeaders":[]}
        {"schemaVersion":1,"kind":"connection","id":2,"side":"upstream","cause":1,"time":"2026-11-20T12:00:00.000000Z","durationMs":2000,"mode":"regular","client":{"role":"proxy","ip":"10.0.0.5","port":34074},"server":{"role":"server","ip":"10.0.0.9","port":8443},"decision":"intercept","names":{"routeKey":"a.example:443"},"result":"failed","failedStep":"tls","endReason":"no answer in 2.0 s","steps":[{"step":"tls","result":"failed"}],"bytesFromClient":1,"bytesFromServer":0,"requests":0}
        """);
    assertEquals(ExitCode.CLEAN, run("observe", events.toString()));
    assertEquals(
        List.of(
            "Nov 20 12:00:00.100: - (unknown) -> a.example (unknown) http-request FORWARDED"
                + " (HTTP/1.1 GET https://a.example/x?token=[redacted])",
            "Nov 20 12:00:00.112: - (unknown) <- a.example (unknown) http-response FORWARDED"
                + " (HTTP/1.1 503 12ms (GET https://a.example/x?token=[redacted]))",
            "Nov 20 12:00:00.000: 10.0.0.5:34074 (unknown) -> a.example:8443 (unknown) from-proxy"
                + " ERROR (TLS ClientHello without SNI; tls failed, no answer in 2.0 s)"),
        lines());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --verdict DROPED            | error: --verdict: 'DROPED' is no verdict of Hubble
          --first 2 --last 2          | error: '--first' and '--last' do not go together
          --follow -o table           | error: '-o table' and '--follow' do not go together
          -o yaml                     | error: unknown value 'yaml' after '-o'
          --not --all                 | error: '--not' stands before '--all', which is no filter
          --not                       | error: '--not' has no filter behind it
          --since tomorrow            | error: no time 'tomorrow' after '--since'
          --time-format iso           | error: unknown value 'iso' after '--time-format'
          --map png                   | error: unknown value 'png' after '--map'
          --last 0                    | error: no number from 1 to 1000000 '0' after '--last'
          --allowlist {               | error: --allowlist: no JSON
          """)
  void wrongUsage(String options, String message) {
    assertEquals(ExitCode.USAGE, run(("observe " + FLOWS + " " + options).split(" ")));
    assertTrue(err.toString().startsWith(message), err.toString());
    assertEquals("", out.toString());
  }

  /** As {@code jq} prints it without {@code -c}. */
  @Test
  void jsonOverSeveralLines() throws IOException {
    Path spread = directory.resolve("spread.json");
    Files.writeString(spread, "{\n  \"flow\": {\n    \"verdict\": \"DROPPED\"\n  }\n}\n");
    assertEquals(ExitCode.COULD_NOT_RUN, run("observe", spread.toString()));
    assertTrue(
        err.toString().contains("try:    jq -c . '" + spread)
            || err.toString().contains("try:    jq -c . " + spread),
        err.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pom.xml", "samples", "no-such-file", "README.md"})
  void noFlows(String file) {
    assertEquals(ExitCode.COULD_NOT_RUN, run("observe", file));
    assertEquals("", out.toString());
    assertTrue(err.toString().startsWith("error: "), err.toString());
  }

  @Test
  void lostEventsAreSaid() throws IOException {
    Path file = directory.resolve("lost.jsonl");
    Files.writeString(
        file,
        """
        {"flow":{"verdict":"FORWARDED"}}
        {"lost_events":{"source":"HUBBLE_RING_BUFFER","num_events_lost":"12","cpu":3}}
        {"node_status":{"state_change":"NODE_UNAVAILABLE","node_names":["n7"]}}
        nonsense
        """,
        StandardCharsets.UTF_8);
    assertEquals(ExitCode.CLEAN, run("observe", file.toString(), "--all"));
    assertEquals(2, lines().size());
    assertEquals(
        """
        note: 1 line could not be read, the first: line 4: no flow of Hubble's
        note: flows of these nodes are missing: n7
        note: Hubble lost events: that a flow is not here does not mean that it was not there
        1 flow, 1 shown, 0 dropped, 12 events lost
        """,
        err.toString());
  }
}
