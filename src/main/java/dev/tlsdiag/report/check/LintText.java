package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.YamlText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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
    Map<String, List<String>> sources =
        report.files().stream()
            .collect(
                Collectors.toMap(
                    YamlText::name, file -> file.text().lines().toList(), (one, same) -> one));
    for (LintFinding finding : report.findings()) {
      head(finding, lines);
      excerpt(finding, sources.getOrDefault(finding.file(), List.of()), lines);
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

  /** The source line with a caret below the place. */
  private void excerpt(LintFinding finding, List<String> source, List<String> lines) {
    int line = finding.position().line();
    if (line <= source.size()) {
      YamlText.excerpt(source.get(line - 1), finding.position(), Math.min(80, columns - 10))
          .forEach(each -> lines.add(INDENT + shown(each)));
    }
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
  private static String shown(String line) {
    StringBuilder out = new StringBuilder();
    line.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              boolean plain = c == '\\' || Printable.escape(one).equals(one);
              out.append(plain && Printable.width(one) == 1 ? one : "?");
            });
    return out.toString().stripTrailing();
  }
}
