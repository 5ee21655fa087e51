package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintFinding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Findings of lints for a terminal: the message with its place, the line with a caret, what was
 * likely meant.
 *
 * @param columns of the terminal; a message that is longer goes on in the next line
 */
public record LintText(Theme theme, int columns) {
  private static final String INDENT = "  ";

  public LintText {
    requireNonNull(theme, "theme is null");
  }

  public List<String> lines(LintReport report) {
    List<String> lines = new ArrayList<>();
    Set<String> explained = new HashSet<>();
    for (LintFinding finding : report.findings()) {
      head(finding, lines);
      report.excerpt(finding).forEach(line -> lines.add(INDENT + excerpt(line)));
      finding.likely().ifPresent(likely -> labelled("likely:", likely, lines));
      if (explained.add(finding.name())) {
        lines.add(
            INDENT
                + theme.paint(Role.DIM, "more:")
                + "   "
                + theme.paint(Role.HINT, "tlsdiag explain " + finding.name()));
      }
      lines.add("");
    }
    lines.add(theme.paint(Role.STRONG, report.summary()));
    return lines;
  }

  private void head(LintFinding finding, List<String> lines) {
    String label = finding.level().label() + "[" + finding.name() + "]";
    String text =
        "%s %s:%s: %s"
            .formatted(
                label,
                Printable.escape(finding.file()),
                finding.position(),
                TextLayout.safe(theme, finding.message()));
    List<String> wrapped = TextLayout.wrap(text, columns - INDENT.length());
    String first = wrapped.get(0);
    lines.add(
        theme.paint(role(finding), label)
            + first.substring(Math.min(label.length(), first.length())));
    wrapped.subList(1, wrapped.size()).forEach(line -> lines.add(INDENT + line));
  }

  private void labelled(String label, String text, List<String> lines) {
    String shown = theme.paint(Role.DIM, label);
    String blank = " ".repeat(label.length());
    for (String line :
        TextLayout.wrap(TextLayout.safe(theme, text), columns - label.length() - 3)) {
      lines.add(INDENT + shown + " " + line);
      shown = blank;
    }
  }

  private static Role role(LintFinding finding) {
    return switch (finding.level()) {
      case ERROR -> Role.BAD;
      case WARNING -> Role.ODD;
      case NOTE -> Role.HINT;
    };
  }

  /** One column for each character, or the caret would point elsewhere. */
  private String excerpt(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              boolean plain = c == '\\' || Printable.escape(one).equals(one);
              out.append(plain && Printable.width(one) == 1 ? one : "?");
            });
    return Printable.shorten(out.toString(), Math.max(20, columns - 2), theme.ellipsis());
  }
}
