package dev.tlsdiag.report.check;

import dev.tlsdiag.report.Printable;
import java.util.List;

/**
 * The problems of a run as GitHub's workflow commands, which become annotations: a step shows ten
 * of each level, so the worst come first.
 */
public final class CheckGithub {
  private CheckGithub() {}

  public static List<String> lines(CheckReport report) {
    return report.problems().stream().map(placed -> line(report, placed)).toList();
  }

  private static String line(CheckReport report, CheckReport.Placed placed) {
    CheckItem item = placed.item();
    String file = report.file().startsWith("./") ? report.file().substring(2) : report.file();
    String hint = item.hint().isEmpty() ? "" : "\nfix: " + Printable.escape(item.hint());
    return "::%s file=%s,line=%d,col=%d,title=%s::%s"
        .formatted(
            level(item),
            property(file),
            item.line(),
            item.column(),
            property("tlsdiag: " + item.rule()),
            value(Printable.escape(placed.text()) + hint));
  }

  private static String level(CheckItem item) {
    if (item.state() == CheckItem.State.FAILED) {
      return "error";
    }
    return switch (item.severity()) {
      case ERROR, WARNING -> "warning";
      case NOTE -> "notice";
    };
  }

  static String value(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  static String property(String text) {
    return value(Printable.escape(text)).replace(":", "%3A").replace(",", "%2C");
  }
}
