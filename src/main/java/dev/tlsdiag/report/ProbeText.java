package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.ProbeReport.Row;
import dev.tlsdiag.report.ProbeReport.Statement;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a server does with ClientHellos, on a terminal.
 *
 * @param columns of the terminal
 * @param full whether every statement and every probe is shown
 */
public record ProbeText(Theme theme, int columns, boolean full, boolean verbose) {
  private static final int NARROWEST = 60;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  public ProbeText {
    requireNonNull(theme, "theme is null");
    columns = Math.max(columns, NARROWEST);
  }

  /** Writes it; {@code out} stays open and belongs to the caller. */
  public void render(List<ProbeReport> reports, Appendable out) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ProbeReport report : reports) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines(report, lines);
    }
    if (reports.size() > 1) {
      lines.add("");
      section("AGREE", agreement(reports), lines);
    }
    for (String line : lines) {
      out.append(line.stripTrailing()).append('\n');
    }
  }

  private void lines(ProbeReport report, List<String> lines) {
    head(report, lines);
    lines.add("");
    report.talksTo().ifPresent(certificate -> section("TRUST", trust(certificate), lines));
    report.serverNames().ifPresent(names -> section("SNI", names.words(), lines));
    report.flip().ifPresent(flip -> section("FLIPS", flip.words(), lines));
    for (Statement statement : report.statements()) {
      if (full || verbose || statement.brief() || !statement.good()) {
        String sign = statement.good() ? "" : theme.sign(Mark.FAILED);
        section(statement.label(), sign + statement.words(), lines);
      }
    }
    findings(report, lines);
    report.notes().forEach(note -> section("NOTE", note, lines));
    if (full) {
      lines.add("");
      table(report, lines);
    }
    lines.add("");
    String more = full || report.rows().size() < 2 ? "" : " " + theme.dot() + " each: --full";
    lines.add(
        " "
            + theme.paint(
                Role.DIM,
                "%s in %s%s".formatted(count(report), seconds(report.took().toMillis()), more)));
  }

  private void head(ProbeReport report, List<String> lines) {
    String sign =
        switch (report.verdict()) {
          case WORKS -> (theme.unicode() ? "✓" : ".") + " WORKS ";
          case FAILS -> (theme.unicode() ? "✗" : "x") + " FAILS ";
          case FLAPS -> "? FLAPS ";
          case UNKNOWN -> "? UNKNOWN ";
          case UNREACHABLE -> (theme.unicode() ? "✗" : "x") + " NOBODY ";
        };
    Role role =
        switch (report.verdict()) {
          case WORKS -> Role.OK;
          case FAILS, UNREACHABLE -> Role.BAD;
          case FLAPS, UNKNOWN -> Role.ODD;
        };
    List<String> head = new ArrayList<>();
    boolean works = report.verdict() == ProbeReport.Verdict.WORKS;
    Optional<String> who = report.talksTo().map(c -> who(report, c));
    head.add(works ? who.orElseGet(() -> unseen(report)) : report.headline());
    String label = theme.paint(role, sign) + " ";
    int indent = sign.length() + 2;
    for (String line : wrapped(head.get(0), columns - indent)) {
      lines.add(" " + label + theme.paint(Role.STRONG, line));
      label = " ".repeat(indent - 1);
    }
    String blank = " ".repeat(indent);
    String second = works ? report.headline() : who.orElseGet(() -> unseen(report));
    wrapped(second, columns - indent).forEach(line -> lines.add(blank + line));
  }

  private static String who(ProbeReport report, ProbeReport.Certificate certificate) {
    return "the certificate you see was issued by %s for %s; %s, %s"
        .formatted(
            certificate.selfSigned() ? "nobody but itself" : "'" + certificate.issuer() + "'",
            certificate.names(),
            report.way(),
            report.address());
  }

  private static String trust(ProbeReport.Certificate certificate) {
    return "valid until %s%s"
        .formatted(
            DATE.format(certificate.validUntil()),
            certificate.trust().map(trust -> "; " + trust).orElse(""));
  }

  private static String unseen(ProbeReport report) {
    return "%s, %s: no certificate was seen".formatted(report.way(), report.address());
  }

  private void findings(ProbeReport report, List<String> lines) {
    FindingText text = new FindingText(theme, columns, verbose);
    Optional<Finding> first = report.findings().stream().findFirst();
    for (Finding finding : report.findings()) {
      section(
          "FINDING",
          "%s %s, confidence %s: %s"
              .formatted(
                  finding.severity().label(),
                  finding.rule(),
                  finding.confidence().label(),
                  finding.headline()),
          lines);
      // What an experiment has settled is not left open again by what the base alone shows.
      boolean settled = report.flip().isPresent() && finding.confidence() != Confidence.HIGH;
      if (verbose || !settled && first.filter(finding::equals).isPresent()) {
        text.why(finding, List.of(), lines);
        text.fix(finding, lines);
        text.evidence(finding, lines);
      }
    }
  }

  private void table(ProbeReport report, List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("AXIS", "VARIANT", "BYTES", "MS", "RESULT"));
    for (Row row : report.rows()) {
      rows.add(
          List.of(
              row.axis(),
              row.variant(),
              row.helloBytes().isPresent()
                  ? String.valueOf(row.helloBytes().getAsInt())
                  : theme.none(),
              row.answer().map(d -> String.valueOf(d.toMillis())).orElse(theme.none()),
              sign(row) + TextLayout.safe(theme, row.result())));
    }
    int[] widths = TextLayout.widths(rows, columns - 1);
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder(" ");
      for (int j = 0; j < widths.length; j++) {
        String cell = TextLayout.cell(rows.get(i).get(j), widths[j], theme);
        boolean bad = i > 0 && j == widths.length - 1 && report.rows().get(i - 1).surprising();
        line.append(
            i == 0 ? theme.paint(Role.STRONG, cell) : bad ? theme.paint(Role.BAD, cell) : cell);
        line.append("  ");
      }
      lines.add(line.toString());
    }
  }

  private String sign(Row row) {
    return row.worked() ? theme.sign(Mark.OK) : theme.sign(Mark.FAILED);
  }

  private static String agreement(List<ProbeReport> reports) {
    boolean same = reports.stream().map(ProbeText::character).distinct().count() == 1;
    return same
        ? "all %d addresses do the same".formatted(reports.size())
        : "the addresses differ: "
            + String.join(
                "; ",
                reports.stream()
                    .map(r -> r.address() + " " + r.verdict().label() + names(r))
                    .toList());
  }

  /** What two addresses of one name have to have in common. */
  private static List<String> character(ProbeReport report) {
    List<String> character = new ArrayList<>();
    character.add(report.verdict().label());
    character.add(names(report));
    report.talksTo().ifPresent(c -> character.add(c.sha256()));
    report.rows().forEach(row -> character.add(row.axis() + row.variant() + row.ending()));
    return character;
  }

  private static String names(ProbeReport report) {
    return report.serverNames().map(n -> " (names: " + n.kind().label() + ")").orElse("");
  }

  private static String count(ProbeReport report) {
    int probes = report.rows().size();
    return probes == 1 ? "1 probe" : probes + " probes";
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  private void section(String label, String text, List<String> lines) {
    TextLayout.section(label, Printable.escape(text), theme, columns, lines);
  }

  private List<String> wrapped(String text, int width) {
    return TextLayout.wrap(TextLayout.safe(theme, text), width);
  }
}
