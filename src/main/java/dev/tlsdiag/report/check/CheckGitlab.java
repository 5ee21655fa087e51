package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * The problems of a run in GitLab's code quality format: a list of issues at lines of the file.
 * What is suppressed is left out, for the format has no word for it.
 */
public final class CheckGitlab {
  private final TextBuffer out;
  private final JsonText json;

  public CheckGitlab(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(CheckReport report) throws IOException {
    String path = report.file().startsWith("./") ? report.file().substring(2) : report.file();
    Set<String> seen = new HashSet<>();
    json.open('[');
    for (CheckReport.Placed placed : report.problems()) {
      String fingerprint = Fingerprint.of(report, placed);
      if (!seen.add(fingerprint)) {
        continue; // GitLab takes only the first of two with one fingerprint
      }
      CheckItem item = placed.item();
      json.open('{').key("description").string(Printable.escape(placed.text()));
      json.key("check_name").string(item.rule());
      json.key("fingerprint").token(fingerprint);
      json.key("severity").token(severity(item));
      json.key("location").open('{').key("path").string(path);
      json.key("lines").open('{').key("begin").number(item.line()).close('}').close('}');
      json.close('}');
    }
    json.close(']');
    out.add('\n');
    out.flush();
  }

  private static String severity(CheckItem item) {
    if (item.state() == CheckItem.State.FAILED) {
      return "major";
    }
    return switch (item.severity()) {
      case ERROR, WARNING -> "minor";
      case NOTE -> "info";
    };
  }
}
