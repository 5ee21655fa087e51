package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportJsonRenderer;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.trace.HopTrace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A comparison, or the diagnosis of a pile of evidence, as a page. */
public final class ReportPage {
  private ReportPage() {}

  /**
   * @param command the command line that made it, fit to be pasted; empty where it is not known
   */
  public static HtmlPage of(Report report, Optional<String> command) {
    List<Leg> legs = legs(report);
    Set<String> blamed =
        report.differences().rows().stream()
            .filter(row -> row.weight() == DifferenceTable.Weight.CAUSE)
            .map(DifferenceTable.Row::field)
            .collect(Collectors.toSet());
    List<HelloBytes> hellos =
        legs.stream().flatMap(leg -> HelloBytes.of(leg, blamed).stream()).toList();
    boolean story = report.story().isPresent();
    String title = "%s: %s".formatted(report.verdict().label(), report.headline());
    return new PageFrame(Parts.shown(title), story ? "diagnose" : "compare", report.tool())
        .answer(AnswerPart.of(report, command))
        .section("route", "Route", RoutePart.of(report.traces()))
        .section(
            "differences",
            "Differences",
            DifferencesPart.of(report.differences(), hellos).add(HeadersPart.of(report.traces())))
        .section("names", "Names", NamesPart.of(report).add(told(report, StoryPart::clusters)))
        .section("story", "Story", told(report, StoryPart::lines))
        .section("timeline", "Timeline", TimelinePart.of(report))
        .section("server", "Server", ServerPart.of(report, legs))
        .section("evidence", "Evidence", EvidencePart.of(report, legs, hellos))
        .section("method", "Method", MethodPart.of(report, command))
        .page(json(report));
  }

  private static Markup told(Report report, Function<Story, Markup> part) {
    return report.story().map(part).orElseGet(Markup::new);
  }

  private static List<Leg> legs(Report report) {
    List<Leg> legs = new ArrayList<>();
    for (HopTrace trace : report.traces()) {
      for (int i = 0; i < trace.hops().size(); i++) {
        legs.add(new Leg(trace, i + 1, trace.hops().get(i)));
      }
    }
    return legs;
  }

  private static String json(Report report) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new ReportJsonRenderer(new TextBuffer(bytes)).render(report);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
