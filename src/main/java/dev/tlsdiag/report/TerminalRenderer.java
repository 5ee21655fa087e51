package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A comparison on one screen: the answer first, then why, then what to do, then how to check us.
 *
 * @param columns of the terminal, at least 60
 * @param verbose everything, also what is usual
 * @param hops every hop by itself too
 */
public record TerminalRenderer(Theme theme, int columns, boolean verbose, boolean hops) {
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

  public TerminalRenderer(Theme theme, int columns, boolean verbose) {
    this(theme, columns, verbose, false);
  }

  public TerminalRenderer withHops(boolean shown) {
    return new TerminalRenderer(theme, columns, verbose, shown);
  }

  /** Writes the report; {@code out} stays open and belongs to the caller. */
  public void render(Report report, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    head(report, lines);
    PathText paths = new PathText(theme, columns);
    if (report.story().isPresent()) {
      told(report, report.story().get(), paths, lines);
    } else if (report.verdict() == Verdict.SAME && !verbose) {
      paths.route(report.traces(), lines);
      new HeaderText(theme, columns, verbose).ofAnotherHost(report, lines);
      section("DIFF", counts(report.differences()), lines);
      since(report, lines);
      section("NEXT", next(report), lines);
      if (report.run().isPresent()) {
        notes(report, lines);
      }
    } else {
      body(report, paths, lines);
    }
    if (hops && !report.traces().isEmpty()) {
      HopsText text = new HopsText(theme, columns);
      gap(lines);
      text.table(report, lines);
      gap(lines);
      new SequenceText(theme, columns).lines(report, lines);
      gap(lines);
      text.phases(report, lines);
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
    new HeaderText(theme, columns, verbose).lines(report, lines);
    Optional<Finding> cause = report.cause();
    FindingText text = new FindingText(theme, columns, verbose);
    cause.ifPresent(finding -> text.why(finding, report.experiments(), lines));
    text.others(report, cause, lines);
    cause.ifPresent(finding -> text.fix(finding, lines));
    since(report, lines);
    for (Report.Need need : report.needs()) {
      section("NEED", Printable.escape(need.what()), lines);
      if (!need.command().isEmpty()) {
        section("", Printable.escape(need.command()), lines);
      }
    }
    if (cause.isPresent()) {
      section("VERIFY", verify(report), lines);
      text.check(cause.get(), lines);
    }
    notes(report, lines);
    cause
        .or(() -> report.findings().stream().findFirst())
        .ifPresent(finding -> text.evidence(finding, lines));
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
  }

  /** Of a pile of evidence: the answer, how it went, why, what to do, what each document gave. */
  private void told(Report report, Story story, PathText paths, List<String> lines) {
    StoryText text = new StoryText(theme, columns, verbose);
    FindingText findings = new FindingText(theme, columns, verbose);
    Optional<Finding> cause = report.cause();
    gap(lines);
    if (!story.lines().isEmpty()) {
      paths.route(report.traces(), lines);
      paths.names(report.names(), lines);
      text.names(story, lines);
      gap(lines);
      if (report.verdict() != Verdict.SAME || verbose) {
        text.lines(story, lines);
        gap(lines);
      }
    }
    cause.ifPresent(finding -> findings.why(finding, report.experiments(), lines));
    findings.others(report, cause, lines);
    cause.ifPresent(finding -> findings.fix(finding, lines));
    for (Report.Need need : report.needs()) {
      section("NEED", Printable.escape(need.what()), lines);
      if (!need.command().isEmpty()) {
        section("", Printable.escape(need.command()), lines);
      }
    }
    cause.ifPresent(finding -> findings.check(finding, lines));
    gap(lines);
    text.clusters(story, lines);
    text.sources(story, lines);
    text.bonds(story, lines);
    text.others(story, lines);
    notes(report, lines);
    cause
        .or(() -> report.findings().stream().findFirst())
        .ifPresent(finding -> findings.evidence(finding, lines));
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
    report
        .cause()
        .ifPresent(
            f -> {
              facts.add(f.rule());
              facts.add("confidence " + f.confidence().label() + (f.proved() ? ", proved" : ""));
            });
    directState(report).ifPresent(facts::add);
    report.traces().stream()
        .flatMap(trace -> trace.joints().stream())
        .filter(joint -> verbose || joint.confidence() < CERTAIN_PAIR)
        .map(joint -> "legs paired " + joint.confidenceText())
        .distinct()
        .forEach(facts::add);
    if (report.run().isEmpty()) {
      report.time().map(TIME::format).ifPresent(facts::add); // of a live run it is now
    }
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
                  case WORKED -> refused(report) ? "direct path fails" : "direct path works";
                  case UNUSED -> "direct handshake done, unused";
                  case FAILED -> "direct path fails";
                  case UNKNOWN -> "direct path unknown";
                });
  }

  /** A server may take the handshake and then refuse the request. */
  private static boolean refused(Report report) {
    return report.findings().stream()
        .anyMatch(f -> f.trace().equals(HopTrace.DIRECT) && f.severity() == Severity.ERROR);
  }

  private static String next(Report report) {
    return report.run().isPresent()
        ? "nothing to do for this request: tlsdiag compare --last repeats it"
        : "the handshakes agree: look at HTTP next, status and Host header";
  }

  private static String verify(Report report) {
    if (report.run().isPresent()) {
      return "tlsdiag compare --last   (after the fix: the same again, shows fixed, still, new)";
    }
    String files =
        report.inputs().size() > 1
            ? ShellWord.quote(report.inputs().get(0).name()) + " NEW.pcap"
            : "NEW.pcap";
    return "tlsdiag compare " + files + "   (after the fix, NEW.pcap of the proxied path)";
  }

  /** What is otherwise than in the run before. */
  private void since(Report report, List<String> lines) {
    List<Report.Change> changes = report.run().map(Report.Run::since).orElse(List.of());
    String label = "SINCE";
    for (Report.Change change : changes) {
      section(
          label,
          "%-5s  %s, %s hop %d"
              .formatted(change.kind().label(), change.rule(), change.trace(), change.hop()),
          lines);
      label = "";
    }
  }

  private void notes(Report report, List<String> lines) {
    String label = "NOTE";
    for (String note : report.notes()) {
      section(label, Printable.escape(note), lines);
      label = "";
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
    TextLayout.section(label, text, theme, columns, lines);
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
