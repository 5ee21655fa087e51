package dev.tlsdiag.experiment;

import static dev.tlsdiag.experiment.LiveSamples.NAME;
import static dev.tlsdiag.experiment.LiveSamples.client;
import static dev.tlsdiag.experiment.LiveSamples.direct;
import static dev.tlsdiag.experiment.LiveSamples.downstream;
import static dev.tlsdiag.experiment.LiveSamples.hop;
import static dev.tlsdiag.experiment.LiveSamples.through;
import static dev.tlsdiag.experiment.LiveSamples.upstream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The decisions, with paths that are told in advance. */
class LiveComparisonTest {
  private static final String WITH = "with server_name " + NAME;
  private static final String WITHOUT = "without server_name";
  private static final int MOST_LINES = 30;

  private static HopTrace working() {
    return direct("direct", client(), 200);
  }

  private static HopTrace nameless() {
    return through(
        "proxied", hop(downstream(), 503), hop(upstream(HelloSamples.proxy()).gaveUp(2000), 0));
  }

  private static HopTrace named(String id) {
    return through(
        id,
        hop(downstream(), 200),
        hop(upstream(HelloSamples.proxy().name(NAME)).established(0x0303), 200));
  }

  private static HopTrace silent() {
    return direct("p2", client().hello(HelloSamples.proxy()).gaveUp(2000), 0);
  }

  private static LiveSamples sniLost() {
    return LiveSamples.of(working(), nameless()).proxied(WITH, named("p1"));
  }

  private static LiveComparison.Result run(LiveSamples samples) {
    // Nothing is sent to addresses of documentation.
    return new LiveComparison(
            "0.1.0", samples.paths(), false, (trace, findings) -> Optional.empty())
        .run();
  }

  @Test
  void whatWorksMendedAndFailsBrokenIsProved() {
    Report report = run(sniLost().directly(WITHOUT, silent())).report();
    Finding cause = report.findings().get(0);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals("upstream-sni-missing", cause.rule());
    assertEquals(2, cause.hop());
    assertTrue(cause.proved(), cause.toString());
    assertEquals(List.of("p1", "p2"), report.experiments().stream().map(Experiment::id).toList());
  }

  @Test
  void theRequestIsToldWithoutItsSecrets() {
    Report report = run(sniLost().directly(WITHOUT, silent())).report();
    assertEquals(
        "GET https://app.example.test/?key=[redacted]", report.run().orElseThrow().request());
  }

  @Test
  void whatFailsMendedTooIsRefuted() {
    LiveSamples samples =
        LiveSamples.of(working(), nameless()).proxied(WITH, nameless()).directly(WITHOUT, silent());
    Report report = run(samples).report();
    Finding doubted =
        report.findings().stream()
            .filter(finding -> finding.rule().equals("upstream-sni-missing"))
            .findFirst()
            .orElseThrow();
    assertEquals(Severity.WARNING, doubted.severity());
    assertEquals(Confidence.LOW, doubted.confidence());
    assertFalse(doubted.notRuledOut().isEmpty());
  }

  /** What is no longer suspected leaves the failure unexplained: other hellos are tried then. */
  @Test
  void whatIsRefutedLeadsToOtherHellos() {
    LiveSamples samples =
        LiveSamples.of(working(), nameless()).proxied(WITH, nameless()).directly(WITHOUT, silent());
    List<String> asked = new ArrayList<>();
    new LiveComparison(
            "0.1.0",
            samples.paths(),
            false,
            (trace, findings) -> {
              asked.add(trace.name() + (findings.isEmpty() ? ", anew" : ""));
              return Optional.empty();
            })
        .run();
    assertEquals(List.of("proxied", "proxied, anew"), asked);
  }

  /** The server takes a hello without a name: then its absence is not why the proxy fails. */
  @Test
  void whatWorksBrokenIsRefuted() {
    LiveSamples samples =
        sniLost().directly(WITHOUT, direct("p2", client().hello(HelloSamples.proxy()), 200));
    Report report = run(samples).report();
    assertFalse(report.findings().get(0).proved());
    assertEquals(Experiment.Bearing.REFUTES, report.experiments().get(1).bearing());
  }

  @Test
  void anotherFailureDecidesNothing() {
    Report report = run(sniLost().directly(WITHOUT, direct("p2", client().reset(), 0))).report();
    assertEquals(Experiment.Bearing.OPEN, report.experiments().get(1).bearing());
    assertFalse(report.findings().get(0).proved());
  }

  @Test
  void agreeingPathsNeedNoExperiment() {
    Report report = run(LiveSamples.of(working(), named("proxied"))).report();
    assertEquals(Verdict.SAME, report.verdict());
    assertEquals(List.of(), report.experiments());
  }

  @Test
  void otherAnswersOverGoodHandshakesAreNotCalledTheSame() {
    HopTrace proxied =
        through(
            "proxied",
            hop(downstream(), 404),
            hop(upstream(HelloSamples.proxy().name(NAME)).established(0x0303), 404));
    Report report = run(LiveSamples.of(working(), proxied)).report();
    assertEquals(Verdict.UNKNOWN, report.verdict());
    assertFalse(report.needs().isEmpty());
  }

  @Test
  void aRequestForAnotherNameIsSaidFirst() {
    HopTrace proxied =
        through(
            "proxied",
            hop(downstream().hello(HelloSamples.client("other.example.test")), 200),
            hop(upstream(HelloSamples.proxy().name(NAME)).established(0x0303), 200));
    Report report = run(LiveSamples.of(working(), proxied)).report();
    assertTrue(
        report.notes().get(0).startsWith("not the same request: direct sends server_name"),
        report.notes().toString());
  }

  /** A resumed session hides that the name is missing: a warning, and why it is one. */
  @Test
  void whatWorksByResumptionIsNoAllClear() {
    HopTrace resumed =
        through(
            "proxied", hop(downstream(), 200), hop(upstream(HelloSamples.proxy()).resumed(), 200));
    Report report = run(LiveSamples.of(working(), resumed)).report();
    assertEquals(Verdict.WARN, report.verdict());
    Finding first = report.findings().get(0);
    assertEquals("upstream-sni-missing", first.rule());
    assertEquals(Severity.WARNING, first.severity());
    assertTrue(
        first.consequences().stream().anyMatch(f -> f.rule().equals("works-only-by-resumption")),
        report.findings().toString());
  }

  @Test
  void tellsWhatIsFixedStillThereAndNew() {
    Report report = run(sniLost().directly(WITHOUT, silent())).report();
    List<Since.Known> earlier =
        List.of(
            new Since.Known("upstream-sni-missing", "proxied", 2),
            new Since.Known("expired", "direct", 1));
    List<Report.Change> changes = Since.told(report, earlier).run().orElseThrow().since();
    assertEquals(
        List.of("still upstream-sni-missing", "fixed expired"),
        changes.stream().map(change -> change.kind().label() + " " + change.rule()).toList());
  }

  @Test
  void aFailureNowAndThenIsShownAndCounted() {
    LiveComparison.Result good = run(LiveSamples.of(working(), named("proxied")));
    LiveComparison.Result bad = run(sniLost().directly(WITHOUT, silent()));
    Report report = Repeats.joined(List.of(good, bad, good)).report();
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals(
        "of 3 runs the direct path failed 0 times, the proxied path 1 times",
        report.notes().get(0));
  }

  @ParameterizedTest(name = "{0} columns")
  @CsvSource({"80", "100"})
  void fitsAScreen(int columns) throws IOException {
    Report report = run(sniLost().directly(WITHOUT, silent())).report();
    String screen = render(report, new TerminalRenderer(Theme.PLAIN, columns, false));
    Golden.assertMatches("compare/live-sni-lost-%d.txt".formatted(columns), screen);
    assertTrue(columns < 100 || screen.lines().count() <= MOST_LINES, screen);
  }

  @Test
  void showsEveryHop() throws IOException {
    Report report = run(sniLost().directly(WITHOUT, silent())).report();
    Golden.assertMatches(
        "compare/live-hops.txt",
        render(report, new TerminalRenderer(Theme.ASCII, 100, false).withHops(true)));
  }

  @Test
  void saysLittleWhereAllIsWell() throws IOException {
    Report report = run(LiveSamples.of(working(), named("proxied"))).report();
    String screen = render(report, new TerminalRenderer(Theme.PLAIN, 100, false));
    Golden.assertMatches("compare/live-same.txt", screen);
    assertEquals(5, screen.lines().count(), "one line for each path's route");
  }

  private static String render(Report report, TerminalRenderer renderer) throws IOException {
    StringBuilder out = new StringBuilder();
    renderer.render(report, out);
    return out.toString();
  }
}
