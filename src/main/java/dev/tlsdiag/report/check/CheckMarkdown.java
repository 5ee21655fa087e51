package dev.tlsdiag.report.check;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.Durations;
import java.util.List;

/** A run of checks as a page of GitHub's and GitLab's Markdown: also GitHub's step summary. */
public final class CheckMarkdown {
  /** GitHub refuses a summary of more than 1 MiB; a page that long is not read either. */
  private static final int MAX_PROBLEMS = 200;

  private CheckMarkdown() {}

  public static String render(CheckReport report) {
    StringBuilder page = new StringBuilder("## tlsdiag check: ");
    page.append(escape(report.summary())).append("\n\n");
    page.append("| | check | target | time |\n|---|---|---|---|\n");
    for (CheckResult check : report.checks()) {
      page.append("| ").append(check.state().label());
      page.append(" | ").append(escape(check.name()));
      page.append(" | ").append(escape(check.target()));
      page.append(" | ").append(check.attempts() == 0 ? "" : Durations.text(check.took()));
      page.append(" |\n");
    }
    List<CheckReport.Placed> problems = report.problems();
    if (!problems.isEmpty()) {
      page.append("\n### Problems\n\n");
      problems.stream().limit(MAX_PROBLEMS).forEach(placed -> problem(report, placed, page));
      if (problems.size() > MAX_PROBLEMS) {
        page.append("- and %d more\n".formatted(problems.size() - MAX_PROBLEMS));
      }
    }
    suppressed(report, page);
    if (!report.notes().isEmpty()) {
      page.append("\n### Notes\n\n");
      report.notes().forEach(note -> page.append("- ").append(escape(note)).append('\n'));
    }
    return page.toString();
  }

  private static void problem(CheckReport report, CheckReport.Placed placed, StringBuilder page) {
    CheckItem item = placed.item();
    page.append("- **").append(escape(placed.check().name())).append("**, ");
    page.append(escape(item.path())).append(": ").append(escape(item.message())).append("  \n  ");
    page.append(escape(item.rule()))
        .append(" (")
        .append(item.state() == CheckItem.State.UNKNOWN ? "cannot tell" : item.severity().label())
        .append("), ")
        .append(escape(report.file()))
        .append(" line ")
        .append(item.line());
    if (!item.hint().isEmpty()) {
      page.append("  \n  Fix: ").append(escape(item.hint()));
    }
    page.append('\n');
  }

  private static void suppressed(CheckReport report, StringBuilder page) {
    List<CheckReport.Placed> left =
        report.items().filter(placed -> placed.item().suppressed().isPresent()).toList();
    if (left.isEmpty()) {
      return;
    }
    page.append("\n### Suppressed\n\n");
    for (CheckReport.Placed placed : left) {
      CheckItem.Suppressed why = placed.item().suppressed().orElseThrow();
      page.append("- ").append(escape(placed.check().name())).append(": ");
      page.append(escape(placed.item().rule())).append(", because ");
      page.append(escape(why.reason()));
      page.append(" (%s line %d)\n".formatted(escape(why.file()), why.line()));
    }
  }

  /** A peer's words are words: no markup, no HTML, no link, no mention, no cell, no line. */
  static String escape(String text) {
    String shown = Printable.escape(text.replaceAll("\\s+", " "));
    StringBuilder out = new StringBuilder(shown.length() + 16);
    for (int i = 0; i < shown.length(); i++) {
      char c = shown.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '@' -> out.append("&#64;");
        case ':' -> out.append(shown.startsWith("://", i) ? "&#58;" : ":");
        case '\\', '`', '*', '_', '{', '}', '[', ']', '#', '|', '~', '!', '$' ->
            out.append('\\').append(c);
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
