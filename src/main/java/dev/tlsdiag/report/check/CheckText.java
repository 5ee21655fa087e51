package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Durations;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of checks for a terminal: a line for each check, and below it what is not as it should be.
 *
 * @param columns of the terminal
 * @param verbose whether what is as it should be is shown too
 */
public record CheckText(Theme theme, int columns, boolean verbose) {
  private static final int STATE = 12;
  private static final int INDENT = 4;

  public CheckText {
    requireNonNull(theme, "theme is null");
  }

  public List<String> lines(CheckReport report) {
    List<String> lines = new ArrayList<>();
    report.checks().forEach(check -> lines.addAll(lines(check)));
    report.notes().forEach(note -> paragraph("note: " + Printable.escape(note), 1, lines));
    lines.add("");
    lines.add(
        " "
            + theme.paint(Role.STRONG, report.summary())
            + " %s %s%s"
                .formatted(
                    theme.dot(),
                    Durations.text(report.took()),
                    report.complete() ? "" : " " + theme.dot() + " interrupted"));
    return lines;
  }

  /** One check by itself. */
  public List<String> lines(CheckResult check) {
    List<String> lines = new ArrayList<>();
    String label = sign(check.state()) + check.state().label();
    String padded = label + " ".repeat(Math.max(1, STATE + 2 - Printable.width(label)));
    String name = Printable.escape(check.name());
    String more =
        check.attempts() > 1 ? " %s attempt %d".formatted(theme.dot(), check.attempts()) : "";
    String time = check.attempts() == 0 ? "" : Durations.text(check.took());
    int room = columns - Printable.width(padded) - Printable.width(name) - 8;
    String target =
        Printable.shorten(
            Printable.escape(check.target()),
            Math.max(12, room - Printable.width(time + more)),
            theme.ellipsis());
    lines.add(
        " "
            + theme.paint(role(check.state()), padded)
            + theme.paint(Role.STRONG, name)
            + "  "
            + target
            + (time.isEmpty() ? "" : "  " + theme.paint(Role.DIM, time + more)));
    check.items().stream()
        .filter(item -> verbose || item.isProblem())
        .forEach(item -> item(item, lines));
    return lines;
  }

  private void item(CheckItem item, List<String> lines) {
    String sign = theme.paint(role(item), sign(item));
    List<String> text = new ArrayList<>();
    paragraph(
        "%s: %s".formatted(Printable.escape(item.path()), Printable.escape(item.message())),
        INDENT + 2,
        text);
    lines.add(" ".repeat(INDENT) + sign + text.get(0).substring(INDENT + 2));
    lines.addAll(text.subList(1, text.size()));
    if (item.isProblem()) {
      String where = "%s %s line %d".formatted(item.rule(), theme.dot(), item.line());
      lines.add(" ".repeat(INDENT + 2) + theme.paint(Role.DIM, where));
    }
    item.suppressed()
        .ifPresent(
            why ->
                paragraph(
                    "suppressed by %s:%d: %s"
                        .formatted(
                            Printable.escape(why.file()),
                            why.line(),
                            Printable.escape(why.reason())),
                    INDENT + 2,
                    lines));
    if (item.suppressed().isEmpty() && item.isProblem() && !item.hint().isEmpty()) {
      paragraph("fix: " + Printable.escape(item.hint()), INDENT + 2, lines);
    }
  }

  private void paragraph(String text, int indent, List<String> lines) {
    for (String line : TextLayout.wrap(TextLayout.plain(theme, text), columns - indent)) {
      lines.add(" ".repeat(indent) + line);
    }
  }

  private String sign(CheckResult.State state) {
    return switch (state) {
      case PASSED -> theme.unicode() ? "✓ " : "+ ";
      case FAILED -> theme.unicode() ? "✗ " : "x ";
      case UNKNOWN -> "? ";
      case NOT_RUN -> "- ";
    };
  }

  private static Role role(CheckResult.State state) {
    return switch (state) {
      case PASSED -> Role.OK;
      case FAILED -> Role.BAD;
      case UNKNOWN -> Role.ODD;
      case NOT_RUN -> Role.DIM;
    };
  }

  private String sign(CheckItem item) {
    if (item.suppressed().isPresent()) {
      return "- ";
    }
    return switch (item.state()) {
      case PASSED -> theme.unicode() ? "✓ " : "+ ";
      case FAILED -> theme.unicode() ? "✗ " : "x ";
      case NOTED -> item.severity() == Severity.NOTE ? theme.dot() + " " : "! ";
      case UNKNOWN -> "? ";
      case SKIPPED -> "- ";
    };
  }

  private static Role role(CheckItem item) {
    if (item.suppressed().isPresent()) {
      return Role.DIM;
    }
    return switch (item.state()) {
      case PASSED -> Role.OK;
      case FAILED -> Role.BAD;
      case NOTED, UNKNOWN -> Role.ODD;
      case SKIPPED -> Role.DIM;
    };
  }
}
