package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalRendererTest {
  private static final Map<String, Report> REPORTS = ReportSamples.all();
  private static final int MOST_LINES = 30;

  static Set<String> names() {
    return REPORTS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void fitsAScreen(String name) throws IOException {
    String screen = render(name, new TerminalRenderer(Theme.PLAIN, 100, false));
    Golden.assertMatches("compare/" + name + "-100.txt", screen);
    assertTrue(screen.lines().count() <= MOST_LINES, screen);
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 200})
  void fitsOtherWidths(int columns) throws IOException {
    String screen = render("sni-lost", new TerminalRenderer(Theme.PLAIN, columns, false));
    Golden.assertMatches("compare/sni-lost-" + columns + ".txt", screen);
  }

  @Test
  void showsAllWhenAsked() throws IOException {
    Golden.assertMatches(
        "compare/sni-lost-verbose.txt",
        render("sni-lost", new TerminalRenderer(Theme.PLAIN, 100, true)));
  }

  @Test
  void usesColoursByRole() throws IOException {
    Golden.assertMatches(
        "compare/sni-lost-color.txt",
        render("sni-lost", new TerminalRenderer(new Theme(true, true), 100, false)));
  }

  @ParameterizedTest
  @MethodSource("names")
  void isAsciiWhereNothingElseShows(String name) throws IOException {
    String screen = render(name, new TerminalRenderer(Theme.ASCII, 100, true));
    assertTrue(screen.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~'), screen);
  }

  @ParameterizedTest
  @MethodSource("names")
  void staysWithinTheWidth(String name) throws IOException {
    for (int columns : List.of(60, 80, 100, 200)) {
      String screen = render(name, new TerminalRenderer(Theme.PLAIN, columns, true));
      Stream<String> tooWide =
          screen.lines().filter(line -> Printable.width(line) > columns).filter(this::isBreakable);
      assertEquals(List.of(), tooWide.toList(), "at " + columns);
    }
  }

  @Test
  void saysLittleWhereAllIsWell() throws IOException {
    String screen = render("same", new TerminalRenderer(Theme.PLAIN, 100, false));
    assertEquals(5, screen.lines().count(), "one line for each path's route");
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingOfAPeerReachesTheTerminal(String name) throws IOException {
    String screen = render(name, new TerminalRenderer(Theme.PLAIN, 100, true));
    assertTrue(
        screen.codePoints().allMatch(c -> c == '\n' || c >= ' ' && c < 0x7f || c > 0x9f), screen);
  }

  /** A command is never broken inside a word. */
  private boolean isBreakable(String line) {
    return !line.matches(".*(tcpdump|openssl).*");
  }

  private static String render(String name, TerminalRenderer renderer) throws IOException {
    StringBuilder out = new StringBuilder();
    renderer.render(REPORTS.get(name), out);
    return out.toString();
  }
}
