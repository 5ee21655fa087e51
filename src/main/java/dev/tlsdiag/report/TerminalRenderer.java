package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A comparison on one screen: the answer first, then why, then what to do, then how to check us.
 *
 * @param columns of the terminal, at least 60
 * @param verbose everything, also what is usual
 */
public record TerminalRenderer(Theme theme, int columns, boolean verbose) {
  private static final int LABEL = TextLayout.LABEL;
  private static final int FIXES = 3;
  private static final int OTHER_FINDINGS = 3;
  private static final int NARROWEST = 60;

  /** A pairing of at least this confidence goes without saying. */
  private static final double CERTAIN_PAIR = 0.9;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  public TerminalRenderer {
    requireNonNull(theme, "theme is null");
    columns = Math.max(columns, NARROWEST);
  }

  /** Writes the report; {@code out} stays open and belongs to the caller. */
  public void render(Report report, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    head(report, lines);
    PathText paths = new PathText(theme, columns);
    if (report.verdict() == Verdict.SAME && !verbose) {
      paths.route(report.traces(), lines);
      section("DIFF", counts(report.differences()), lines);
      section("NEXT", "the handshakes agree: look at HTTP next, status and Host header", lines);
    } else {
      body(report, paths, lines);
    }
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private void body(Report report, PathText paths, List<String> lines) {
    gap(lines);
    paths.route(report.traces(), lines);
    paths.names(report.names(), lines);
    gap(lines);
    new DifferenceText(theme, columns, verbose).lines(report.differences(), lines);
    gap(lines);
    Optional<Finding> cause = cause(report);
    cause.ifPresent(finding -> why(finding, lines));
    others(report, cause, lines);
    cause.ifPresent(finding -> fix(finding, lines));
    for (Report.Need need : report.needs()) {
      section("NEED", Printable.escape(need.what()), lines);
      if (!need.command().isEmpty()) {
        section("", Printable.escape(need.command()), lines);
      }
    }
    if (cause.isPresent()) {
      section("VERIFY", verify(report), lines);
      cause.get().check().ifPresent(check -> check(check.command(), check.expected(), lines));
    }
    notes(report, lines);
    cause.ifPresent(finding -> evidence(finding, lines));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
  }

  private void head(Report report, List<String> lines) {
    String sign =
        switch (report.verdict()) {
          case FAIL, BOTH_FAIL -> theme.unicode() ? "✗ FAIL" : "x FAIL";
          case WARN -> "! WARN";
          case SAME -> theme.unicode() ? "✓ SAME" : ". SAME";
          case UNKNOWN -> "? UNKNOWN";
        };
    Role role =
        switch (report.verdict()) {
          case FAIL, BOTH_FAIL -> Role.BAD;
          case WARN, UNKNOWN -> Role.ODD;
          case SAME -> Role.OK;
        };
    int indent = sign.length() + 3;
    List<String> answer =
        TextLayout.wrap(plain(Printable.escape(report.headline())), columns - indent);
    for (int i = 0; i < answer.size(); i++) {
      String text = theme.paint(Role.STRONG, answer.get(i));
      String start = " " + theme.paint(role, sign) + "  ";
      lines.add(i == 0 ? start + text : " ".repeat(indent) + text);
    }
    List<String> facts = new ArrayList<>();
    cause(report)
        .ifPresent(
            f -> {
              facts.add(f.rule());
              facts.add("confidence " + f.confidence().label());
            });
    directState(report).ifPresent(facts::add);
    report.traces().stream()
        .flatMap(trace -> trace.joints().stream())
        .filter(joint -> verbose || joint.confidence() < CERTAIN_PAIR)
        .forEach(joint -> facts.add("legs paired " + joint.confidenceText()));
    time(report).ifPresent(facts::add);
    if (!facts.isEmpty() && report.verdict() != Verdict.SAME) {
      for (String line : TextLayout.join(dotted(facts), columns - indent)) {
        lines.add(" ".repeat(indent) + theme.paint(Role.DIM, line));
      }
    }
  }

  private List<String> dotted(List<String> facts) {
    return IntStream.range(0, facts.size())
        .mapToObj(i -> facts.get(i) + (i + 1 < facts.size() ? " " + theme.dot() : ""))
        .toList();
  }

  private static Optional<String> directState(Report report) {
    return report.traces().stream()
        .filter(trace -> trace.name().equals(HopTrace.DIRECT))
        .findFirst()
        .map(
            trace ->
                switch (trace.serverHop().state()) {
                  case WORKED -> "direct path works";
                  case UNUSED -> "direct handshake done, unused";
                  case FAILED -> "direct path fails";
                  case UNKNOWN -> "direct path unknown";
                });
  }

  private static Optional<String> time(Report report) {
    return report.traces().stream()
        .reduce((first, last) -> last)
        .flatMap(trace -> trace.hops().stream().flatMap(hop -> hop.tls().stream()).findFirst())
        .map(Step.Tls::first)
        .map(Handshake::time)
        .map(TIME::format);
  }

  /** The finding that the answer rests on. */
  private static Optional<Finding> cause(Report report) {
    boolean answered = report.verdict() != Verdict.UNKNOWN && report.verdict() != Verdict.SAME;
    return report.findings().stream()
        .findFirst()
        .filter(finding -> answered && finding.severity().atLeast(Severity.WARNING));
  }

  private void why(Finding finding, List<String> lines) {
    String what =
        finding.consequences().isEmpty()
            ? finding.message()
            : finding.consequences().stream()
                .map(Finding::message)
                .distinct()
                .collect(Collectors.joining("; "));
    section("WHY", Printable.escape(what) + ".", lines);
    for (Doubt doubt : finding.notRuledOut()) {
      section(
          "",
          "Not ruled out: "
              + Printable.escape(doubt.possibility())
              + "; to settle: "
              + Printable.escape(doubt.experiment()),
          lines);
    }
    if (finding.notRuledOut().isEmpty()) {
      section("", "Not ruled out: nothing.", lines);
    }
  }

  private void others(Report report, Optional<Finding> cause, List<String> lines) {
    List<Finding> others =
        report.findings().stream()
            .filter(f -> !Optional.of(f).equals(cause))
            .filter(f -> verbose || f.severity().atLeast(Severity.WARNING))
            .toList();
    String label = "ALSO";
    for (Finding other : others.subList(0, Math.min(OTHER_FINDINGS, others.size()))) {
      section(
          label,
          "%s %s, %s hop %d: %s"
              .formatted(
                  other.severity().label(),
                  other.rule(),
                  other.trace(),
                  other.hop(),
                  Printable.escape(other.headline())),
          lines);
      label = "";
    }
    int more = others.size() - OTHER_FINDINGS;
    if (more > 0) {
      section("", "and %d more findings: -o json".formatted(more), lines);
    }
  }

  private void fix(Finding finding, List<String> lines) {
    String label = "FIX";
    // Each doubt beyond the first takes the place of a fix, so that all stays on one screen.
    int room = Math.max(1, FIXES - Math.max(0, finding.notRuledOut().size() - 1));
    int shown = Math.min(verbose ? Integer.MAX_VALUE : room, finding.fixes().size());
    for (Fix fix : finding.fixes().subList(0, shown)) {
      section(label, fix.product() + ": " + plain(fix.text()), lines);
      label = "";
    }
  }

  private void check(String command, String expected, List<String> lines) {
    String expect = "(expect: " + Printable.escape(expected) + ")";
    List<String> pieces = List.of(Printable.escape(command), "", expect);
    String label = "CHECK";
    for (String line : TextLayout.join(pieces, columns - LABEL)) {
      lines.add(label(label) + line);
      label = "";
    }
  }

  private static String verify(Report report) {
    String files =
        report.inputs().size() > 1
            ? ShellWord.quote(report.inputs().get(0).name()) + " NEW.pcap"
            : "NEW.pcap";
    return "tlsdiag compare " + files + "   (after the fix, NEW.pcap of the proxied path)";
  }

  private void notes(Report report, List<String> lines) {
    String label = "NOTE";
    for (String note : report.notes()) {
      section(label, Printable.escape(note), lines);
      label = "";
    }
  }

  private void evidence(Finding finding, List<String> lines) {
    String frames =
        finding.evidence().stream()
            .map(Evidence.Packets.class::cast)
            .map(
                p ->
                    "%s frames %d to %d".formatted(Printable.escape(p.file()), p.first(), p.last()))
            .collect(Collectors.joining(", "));
    String text = "evidence: " + frames + " " + theme.dot() + " tlsdiag explain " + finding.rule();
    for (String line : TextLayout.wrap(text, columns - 1)) {
      lines.add(" " + theme.paint(Role.DIM, line));
    }
  }

  private static String counts(DifferenceTable table) {
    return "%d unusual, %d usual, %d fields equal (-v shows all)"
        .formatted(
            table.count(DifferenceTable.Weight.UNUSUAL) + table.count(DifferenceTable.Weight.CAUSE),
            table.count(DifferenceTable.Weight.USUAL),
            table.equalFields().size());
  }

  private void section(String label, String text, List<String> lines) {
    String shown = label;
    for (String line : TextLayout.wrap(plain(text), columns - LABEL)) {
      lines.add(label(shown) + line);
      shown = "";
    }
  }

  private String label(String text) {
    return TextLayout.label(text, theme);
  }

  private String plain(String text) {
    return TextLayout.plain(theme, text);
  }

  private static void gap(List<String> lines) {
    if (!lines.isEmpty() && !lines.get(lines.size() - 1).isEmpty()) {
      lines.add("");
    }
  }
}
