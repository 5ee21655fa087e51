package dev.tlsdiag.report.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.hubble.FlowAddresses;
import dev.tlsdiag.mesh.hubble.FlowBuilder;
import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowLineReader;
import dev.tlsdiag.mesh.hubble.FlowLog;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.mesh.hubble.TcpFlags;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class FlowRenderersTest {
  private static final Instant WRITTEN = Instant.parse("2023-06-01T00:00:00Z");
  private static final FlowStyle ALL =
      new FlowStyle(Theme.ASCII, TimeLayout.STAMP_MILLI, true, true, true);
  private static final FlowStyle POLICIES =
      new FlowStyle(Theme.ASCII, TimeLayout.STAMP_MILLI, false, true, true);

  private static List<FlowRecord> read(String text) {
    return FlowLog.read(text, sink -> new FlowLineReader(sink, WRITTEN, Redaction.ON)).flows;
  }

  private static String print(FlowFormat format, FlowStyle style, List<FlowRecord> flows)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FlowRenderer renderer = format.renderer(out, style);
    for (FlowRecord flow : flows) {
      renderer.render(flow);
    }
    renderer.end();
    return out.toString(StandardCharsets.UTF_8);
  }

  static List<String> compactLines() {
    return FlowLog.resource("compact.txt").lines().toList();
  }

  @ParameterizedTest
  @MethodSource("compactLines")
  void compactLinesAreWhatTheyWere(String line) throws IOException {
    FlowStyle style = line.contains(" [k8s1]: ") ? ALL : POLICIES;
    assertEquals(line + "\n", print(FlowFormat.COMPACT, style, read(line)));
  }

  @Test
  void tablesAndDictionariesAreWhatTheyWere() throws IOException {
    String table = FlowLog.resource("table.txt");
    assertEquals(table, print(FlowFormat.TABLE, POLICIES, read(table)));
    String dict = FlowLog.resource("dict.txt");
    assertEquals(dict, print(FlowFormat.DICT, ALL, read(dict)));
  }

  @Test
  void monitorLinesAreWhatTheyWere() throws IOException {
    String lines = FlowLog.resource("monitor-l7.txt");
    assertEquals(lines, print(FlowFormat.MONITOR, ALL, read(lines)));
  }

  /** Hubble's own flows as the monitor's lines; packets are none of them. */
  @Test
  void flowsAsMonitorLines() throws IOException {
    String lines = print(FlowFormat.MONITOR, ALL, read(FlowLog.resource("flows.jsonl")));
    List<String> all = lines.lines().toList();
    assertEquals(5, all.size());
    assertTrue(
        all.get(3)
            .matches(
                "-> Response http to 2585 \\(\\[k8s:class=mediabot .*\\) from 0 \\(\\[fqdn:.*"
                    + " reserved:world]\\), identity 24948->16777223, verdict Forwarded GET"
                    + " https://mraps3.* => 503"),
        all.get(3));
    assertTrue(all.get(4).contains("verdict Denied DELETE "), all.get(4));
  }

  @Test
  void numericShowsAddresses() throws IOException {
    FlowStyle numeric = new FlowStyle(Theme.ASCII, TimeLayout.RFC3339_NANO, false, false, false);
    List<FlowRecord> flows =
        read(FlowLog.resource("flows.jsonl").lines().skip(5).findFirst().get());
    assertEquals(
        "2023-02-01T21:45:19.9441Z: 10.0.0.181:56816 (ID:24948) -> 52.219.16.10:443 (ID:16777223)"
            + " to-proxy FORWARDED (TCP Flags: SYN)\n",
        print(FlowFormat.COMPACT, numeric, flows));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          YearMonthDay           | 2023-02-01
          YearMonthDayHour       | 2023-02-01T21Z
          YearMonthDayHourMinute | 2023-02-01T21:45Z
          stampmilli             | Feb  1 21:45:19.935
          RFC3339                | 2023-02-01T21:45:19Z
          RFC3339Milli           | 2023-02-01T21:45:19.935Z
          RFC3339Micro           | 2023-02-01T21:45:19.9351Z
          RFC3339Nano            | 2023-02-01T21:45:19.935100211Z
          RFC1123Z               | Wed, 01 Feb 2023 21:45:19 +0000
          """)
  void timesLookAsTheyDoThere(String name, String text) {
    Optional<Instant> time = Optional.of(Instant.parse("2023-02-01T21:45:19.935100211Z"));
    assertEquals(text, TimeLayout.named(name).get().text(time));
  }

  @Test
  void lostEventsAreShown() throws IOException {
    LostEvents lost =
        new LostEvents(
            "HUBBLE_RING_BUFFER",
            12,
            OptionalInt.of(3),
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.of(WRITTEN));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FlowRenderer renderer = FlowFormat.COMPACT.renderer(out, ALL);
    renderer.render(lost);
    renderer.end();
    assertEquals(
        "Jun  1 00:00:00.000 EVENTS LOST: HUBBLE_RING_BUFFER CPU(3) 12\n",
        out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void hostileTextIsEscaped() throws IOException {
    FlowRecord flow =
        new FlowBuilder()
            .verdict(Verdict.DROPPED)
            .ip(FlowAddresses.of("192.0.2.1", "192.0.2.2"))
            .l4(Layer4.tcp(1, 2, TcpFlags.NONE))
            .source(
                new FlowEndpoint(
                    0, 0, "", "a\u001b[31m", List.of("l\u001b]0;x"), "p\nq", List.of()))
            .nodeName("n\r")
            .summary("\u001b[2J \u202e")
            .build();
    for (FlowFormat format : FlowFormat.values()) {
      String text = print(format, ALL, List.of(flow));
      assertFalse(text.chars().anyMatch(c -> c < ' ' && c != '\n' || c == 0x202e), text);
      assertFalse(text.contains("p\nq"), text);
    }
  }
}
