package dev.tlsdiag.mesh.hubble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowTextReaderTest {
  private static final Instant WRITTEN = Instant.parse("2023-06-01T00:00:00Z");

  static FlowLog read(String text) {
    return FlowLog.read(text, FlowTextReaderTest::reader);
  }

  private static LineReader reader(FlowSink sink) {
    return new FlowLineReader(sink, WRITTEN, Redaction.ON);
  }

  static List<String> lines() {
    List<String> all = new ArrayList<>();
    for (String name : List.of("compact.txt", "compact-old.txt", "monitor-l7.txt")) {
      all.addAll(FlowLog.resource(name).lines().toList());
    }
    all.addAll(
        FlowLog.resource("monitor.txt")
            .lines()
            .filter(line -> line.contains("identity") || line.startsWith("Policy"))
            .toList());
    all.addAll(FlowLog.resource("monitor.jsonl").lines().toList());
    return all;
  }

  @ParameterizedTest
  @MethodSource("lines")
  void everyLineIsAFlow(String line) {
    assertEquals(1, read(line).flows.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"table.txt", "dict.txt", "compact.txt", "monitor.txt", "monitor.jsonl"})
  void nothingIsUnreadable(String resource) {
    FlowLog log = new FlowLog();
    LineReader reader = reader(log);
    long number = 0;
    for (String line : FlowLog.resource(resource).lines().toList()) {
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      reader.onLine(bytes, 0, bytes.length, ++number);
    }
    reader.onEnd();
    assertEquals(Optional.empty(), reader.tally().firstUnreadable());
    assertEquals(log.flows.size(), reader.tally().records());
    assertFalse(log.flows.isEmpty());
  }

  /** Cut anywhere, with a byte changed, in colour: never an exception. */
  @ParameterizedTest
  @MethodSource("lines")
  void mangledLinesAreNoTrouble(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    LineReader reader = reader(new FlowLog());
    for (int length = 0; length < bytes.length; length++) {
      reader.onLine(bytes, 0, length, length + 1);
      reader.onLine(bytes, length, bytes.length, length + 1);
      byte[] changed = bytes.clone();
      changed[length] ^= 0x15;
      reader.onLine(changed, 0, changed.length, length + 1);
    }
    reader.onEnd();
    assertTrue(reader.tally().records() + reader.tally().unreadable() > 0);
  }

  @Test
  void colourIsTakenOff() {
    FlowRecord flow =
        read("Jan  1 00:20:34.567: \u001b[36m1.1.1.1:\u001b[33m31793\u001b[0m\u001b[0m (health) -> "
                + "2.2.2.2:8080 (ID:1) to-proxy \u001b[32mFORWARDED\u001b[0m (TCP Flags: SYN)")
            .flows
            .get(0);
    assertEquals("1.1.1.1", flow.sourceIp());
    assertEquals(31793, flow.l4().get().sourcePort());
    assertEquals(Verdict.FORWARDED, flow.verdict());
  }

  /** The year is the one in which the time comes last before the file was written. */
  @ParameterizedTest
  @CsvSource({
    "Jan  1 00:20:34.567, 2023-01-01T00:20:34.567Z",
    "Dec 31 23:59:59.999, 2022-12-31T23:59:59.999Z",
    "Feb 29 12:00:00.000, 2020-02-29T12:00:00Z",
    "Jun  2 12:00:00.000, 2023-06-02T12:00:00Z",
  })
  void aYearIsFound(String stamp, Instant time) {
    assertEquals(Optional.of(time), new StampTime(WRITTEN).parse(stamp));
  }

  @Test
  void aReplyIsTurnedRound() {
    FlowRecord flow =
        read("Nov 17 08:28:38.782: 100.89.134.155:41918 (host) <- httpbin/httpbin:8080 (ID:7)"
                + " to-stack FORWARDED (TCP Flags: SYN, ACK)")
            .flows
            .get(0);
    assertTrue(flow.reply());
    assertEquals("httpbin", flow.source().get().podName());
    assertEquals(8080, flow.l4().get().sourcePort());
    assertEquals("100.89.134.155", flow.destinationIp());
    assertEquals(1, flow.destination().get().identity());
  }

  @Test
  void lostEventsAndNodes() {
    FlowLog log =
        read(
            """
            EVENTS LOST: HUBBLE_RING_BUFFER CPU(0) 12
            Jan  1 00:20:34.567 EVENTS LOST: PERF_EVENT_RING_BUFFER CPU(3) 5 (first: Jan  1 00:20:34.000, last: Jan  1 00:20:34.500)
            Jan  1 00:20:34.567 [relay]: Receiving flows from 2 nodes: a, b
            Jan  1 00:20:34.567 [relay]: 1 nodes are unavailable: c
            TIMESTAMP   SOURCE               DESTINATION   TYPE          VERDICT   SUMMARY
                        HUBBLE_RING_BUFFER                 EVENTS LOST             CPU(1) - 7
            """);
    assertEquals(List.of(12L, 5L, 7L), log.lost.stream().map(LostEvents::count).toList());
    assertEquals("HUBBLE_RING_BUFFER", log.lost.get(2).source());
    assertEquals(List.of("a", "b"), log.statuses.get(0).nodeNames());
    assertTrue(log.statuses.get(1).unavailable());
  }

  @Test
  void monitorTellsWhoAsked() {
    List<FlowRecord> flows = read(FlowLog.resource("monitor-l7.txt")).flows;
    FlowRecord response = flows.get(1);
    assertEquals(200, response.http().get().code());
    assertEquals(2, response.source().get().identity());
    assertEquals("default", response.destination().get().namespace());
    assertTrue(response.reply());
    assertEquals(Verdict.DROPPED, flows.get(2).verdict());
    assertEquals(
        List.of("52.71.2.3", "34.2.3.4"), flows.get(flows.size() - 1).dns().get().addresses());
  }

  @Test
  void secretsOfTheMonitorAreTakenOut() {
    FlowRecord flow = read(FlowLog.resource("monitor.jsonl")).flows.get(0);
    assertEquals("https://httpbin.org/anything", flow.http().get().url());
    assertFalse(flow.toString().contains("s3cret"));
  }

  @Test
  void longLinesCostNothing() {
    String line = "Jan  1 00:20:34.567: " + "a ".repeat(1 << 20);
    for (Function<FlowSink, LineReader> reader :
        List.<Function<FlowSink, LineReader>>of(
            FlowTextReaderTest::reader, sink -> new MonitorReader(sink))) {
      assertEquals(0, FlowLog.read(line, reader).flows.size());
    }
  }
}
