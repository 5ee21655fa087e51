package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.BisectReport.Repeated;
import dev.tlsdiag.report.BisectReport.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A bisection on a terminal.
 *
 * @param columns of the terminal
 * @param verbose whether every difference and every probe is shown
 */
public record BisectText(Theme theme, int columns, boolean verbose) {
  private static final int NARROWEST = 60;
  private static final int BRIEF = 6;

  public BisectText {
    requireNonNull(theme, "theme is null");
    columns = Math.max(columns, NARROWEST);
  }

  /** Writes it; {@code out} stays open and belongs to the caller. */
  public void render(BisectReport report, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    head(report, lines);
    lines.add("");
    section("SERVER", report.target() + ", " + report.way(), lines);
    section("GOOD", hello(report.good()), lines);
    section("BAD", hello(report.bad()), lines);
    differences(report, lines);
    if (!report.repeated().isEmpty()) {
      lines.add("");
      repeated(report, lines);
      if (!report.chance().isEmpty()) {
        section("CHANCE", report.chance(), lines);
      }
    }
    report.notes().forEach(note -> section("NOTE", note, lines));
    if (verbose && !report.probes().isEmpty()) {
      lines.add("");
      probes(report, lines);
    }
    lines.add("");
    String more = verbose || report.probes().isEmpty() ? "" : " " + theme.dot() + " each: -v";
    String count =
        String.format(
            Locale.ROOT,
            "%d probes of at most %d in %.1f s%s",
            report.probes().size(),
            report.mostProbes(),
            report.took().toMillis() / 1000.0,
            more);
    lines.add(" " + theme.paint(Role.DIM, count));
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private void head(BisectReport report, List<String> lines) {
    Verdict verdict = report.verdict();
    String sign =
        switch (verdict) {
          case CAUSE -> (theme.unicode() ? "✗" : "x") + " CAUSE ";
          case NOTHING_DIFFERS -> "= SAME ";
          case BOTH_WORK -> (theme.unicode() ? "✓" : ".") + " WORK ";
          case NOT_IN_HELLO, SWAPPED -> "? NOT THE HELLO ";
          case FLAPPING -> "? FLAPS ";
          case OUT_OF_PROBES -> "? UNFINISHED ";
          case UNREACHABLE -> (theme.unicode() ? "✗" : "x") + " NOBODY ";
        };
    Role role =
        switch (verdict) {
          case CAUSE, UNREACHABLE -> Role.BAD;
          case NOTHING_DIFFERS, BOTH_WORK -> Role.OK;
          case NOT_IN_HELLO, SWAPPED, FLAPPING, OUT_OF_PROBES -> Role.ODD;
        };
    String label = theme.paint(role, sign) + " ";
    int indent = sign.length() + 2;
    for (String line :
        TextLayout.wrap(TextLayout.safe(theme, report.headline()), columns - indent)) {
      lines.add(" " + label + theme.paint(Role.STRONG, line));
      label = " ".repeat(indent - 1);
    }
    if (report.causes().size() > 1) {
      for (BisectReport.Cause cause : report.causes()) {
        TextLayout.wrap(TextLayout.safe(theme, "- " + cause.text()), columns - indent)
            .forEach(line -> lines.add(" ".repeat(indent) + line));
      }
    }
    report
        .size()
        .ifPresent(
            size ->
                TextLayout.wrap(TextLayout.safe(theme, size.text()), columns - indent)
                    .forEach(line -> lines.add(" ".repeat(indent) + line)));
  }

  private static String hello(BisectReport.Hello hello) {
    return "%s, %d bytes, JA4 %s".formatted(hello.name(), hello.bytes(), hello.ja4());
  }

  private void differences(BisectReport report, List<String> lines) {
    List<String> all = report.differences();
    if (!verbose && all.size() > BRIEF) {
      section("DIFFER", "in %d things (-v shows them)".formatted(all.size()), lines);
      return;
    }
    String label = "DIFFER";
    for (String each : all) {
      section(label, each, lines);
      label = "";
    }
  }

  private void repeated(BisectReport report, List<String> lines) {
    String label = "SENT";
    for (Repeated each : report.repeated()) {
      int all = each.worked() + each.failed();
      boolean shown = each.expectedToWork() ? each.worked() > 0 : each.failed() == 0;
      String result =
          shown
              ? "works %d of %d".formatted(each.worked(), all)
              : "fails %d of %d".formatted(each.failed(), all);
      String sign = theme.sign(each.failed() == 0 ? Mark.OK : Mark.FAILED);
      String way = each.way().isEmpty() ? "" : ", " + each.way();
      section(label, "%s%s: %s%s".formatted(sign, each.what(), result, way), lines);
      label = "";
    }
  }

  private void probes(BisectReport report, List<String> lines) {
    for (BisectReport.Sent sent : report.probes()) {
      section(
          "#" + sent.number(),
          "%s%s: %s"
              .formatted(
                  theme.sign(sent.worked() ? Mark.OK : Mark.FAILED), sent.what(), sent.result()),
          lines);
    }
  }

  private void section(String label, String text, List<String> lines) {
    TextLayout.section(label, Printable.escape(text), theme, columns, lines);
  }
}
