package dev.tlsdiag.proxy.tui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.live.FlowVerdict;
import dev.tlsdiag.proxy.live.LiveCounts;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.SentName;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on the screen, whatever its size and whatever peers say. */
class ScreenTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:04:21Z");
  private static final String HOSTILE = "e\u001b[2J\u202evil\r\n.test";

  private final ViewState state = new ViewState(Redaction.ON);

  @ParameterizedTest(name = "{0} x {1}")
  @CsvSource({"200,50", "100,30", "80,24", "79,24", "60,24", "59,20", "40,10", "30,6"})
  void fillsTheTerminalAndNoMore(int columns, int rows) {
    for (Theme theme : List.of(Theme.PLAIN, Theme.ASCII)) {
      for (List<LiveFlow> flows : List.of(List.<LiveFlow>of(), flows(3), flows(500))) {
        List<String> lines = lines(theme, columns, rows, flows);
        assertEquals(rows, lines.size(), String.join("\n", lines));
        lines.forEach(line -> assertTrue(Printable.width(line) <= columns, line));
        boolean ascii = theme.equals(Theme.ASCII);
        assertTrue(!ascii || lines.stream().allMatch(l -> l.chars().allMatch(c -> c < 127)));
      }
    }
  }

  @Test
  void whatPeersSayCannotMoveTheCursor() {
    String all = String.join("\n", lines(Theme.PLAIN, 200, 30, List.of(flow(1, HOSTILE))));
    assertFalse(all.contains("\u001b") || all.contains("\u202e") || all.contains("\r"), all);
    assertTrue(all.contains("\\u001b"), all);
  }

  @Test
  void aMissingNameIsSaidInWords() {
    String all = String.join("\n", lines(Theme.PLAIN, 100, 30, flows(1)));
    assertTrue(all.contains("NO SNI"), all);
    assertTrue(all.contains("✗ upstream-sni-missing"), all);
  }

  @Test
  void keysMoveFilterAndSort() {
    List<LiveFlow> flows = flows(10);
    assertEquals(10, shown(flows).get(0).id());
    press("jj", flows);
    assertEquals(8, state.chosenIn(shown(flows)).orElseThrow().id());
    press("G", flows);
    assertEquals(1, state.chosenIn(shown(flows)).orElseThrow().id());
    press("g", flows);
    assertEquals(10, state.chosenIn(shown(flows)).orElseThrow().id());
    press("v", flows);
    assertTrue(shown(flows).stream().allMatch(f -> f.verdict() == FlowVerdict.FAILED));
    assertEquals("failed", state.described());
    press("vvs", flows);
    assertEquals("by verdict", state.described());
    state.press(Key.BACK, "", shown(flows), 5);
    press("/", flows);
    assertEquals(Optional.of(""), state.typed());
    press("~d host-3", flows);
    state.press(Key.OPEN, "", shown(flows), 5);
    assertEquals(List.of(3L), shown(flows).stream().map(LiveFlow::id).toList());
    press("/", flows);
    press(" &", flows);
    state.press(Key.OPEN, "", shown(flows), 5);
    assertFalse(state.problem().isEmpty());
    state.press(Key.BACK, "", shown(flows), 5);
    assertEquals("~d host-3 · by verdict", state.described());
  }

  @Test
  void aFlowThatWasChosenStaysChosenWhenOthersCome() {
    press("j", flows(10));
    assertEquals(9, state.chosenIn(shown(flows(20))).orElseThrow().id());
  }

  private void press(String keys, List<LiveFlow> flows) {
    keys.chars()
        .forEach(c -> state.press(Key.CHARACTER, String.valueOf((char) c), shown(flows), 5));
  }

  private List<LiveFlow> shown(List<LiveFlow> flows) {
    return state.chosenOf(flows, id -> Optional.empty());
  }

  private List<String> lines(Theme theme, int columns, int rows, List<LiveFlow> flows) {
    Screen screen =
        new Screen(
            theme, ZoneOffset.UTC, List.of("127.0.0.1:8080"), List.of("try curl"), columns, rows);
    long failed = flows.stream().filter(f -> f.verdict() == FlowVerdict.FAILED).count();
    LiveCounts counts =
        new LiveCounts(flows.size(), flows.size() - failed, 0, failed, 0, 0, 0, 0, 0);
    Screen.Content content =
        new Screen.Content(flows, shown(flows), counts, Optional.empty(), List.of(), NOW);
    return screen.lines(content, state);
  }

  private static List<LiveFlow> flows(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> flow(i, "host-" + i + ".example.test"))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Every second one, from the first on, failed. */
  private static LiveFlow flow(long id, String host) {
    boolean bad = id % 2 == 1;
    return new LiveFlow(
        id,
        id,
        LiveFlow.Kind.REQUEST,
        NOW.minusSeconds(id % 50),
        "127.0.0.1",
        Optional.of("curl"),
        host,
        443,
        new SentName(SentName.State.NAMED, host),
        bad ? SentName.ABSENT : new SentName(SentName.State.NAMED, host),
        Optional.of("TLS 1.3"),
        Optional.of("h2"),
        "GET",
        "https://" + host + "/",
        OptionalInt.of(bad ? 502 : 200),
        bad,
        Duration.ofMillis(id),
        bad ? FlowVerdict.FAILED : FlowVerdict.OK,
        bad ? Optional.of("upstream-sni-missing") : Optional.empty(),
        bad ? "no server_name in the ClientHello" : "");
  }
}
