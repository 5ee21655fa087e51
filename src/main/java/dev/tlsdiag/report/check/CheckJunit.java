package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A run of checks as the XML that JUnit tasks write and every CI reads: a suite for each check, a
 * case for each expectation. What cannot be told is an error, what is suppressed is skipped.
 *
 * @param host the machine that ran it
 */
public record CheckJunit(String host) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  public CheckJunit {
    requireNonNull(host, "host is null");
  }

  public String render(CheckReport report) {
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append("<testsuites>\n");
    for (int i = 0; i < report.checks().size(); i++) {
      suite(report, report.checks().get(i), i, xml);
    }
    return xml.append("</testsuites>\n").toString();
  }

  private void suite(CheckReport report, CheckResult check, int id, StringBuilder xml) {
    List<CheckItem> items = check.items();
    boolean notRun = check.state() == CheckResult.State.NOT_RUN;
    long skipped =
        items.stream().filter(i -> i.state() == CheckItem.State.SKIPPED || left(i)).count();
    xml.append("  <testsuite");
    attribute("package", "tlsdiag", xml);
    attribute("id", Integer.toString(id), xml);
    attribute("name", check.name(), xml);
    attribute("timestamp", TIME.format(report.began()), xml);
    attribute("hostname", host, xml);
    attribute("tests", Integer.toString(notRun ? 1 : items.size()), xml);
    attribute("failures", Long.toString(count(items, CheckItem.State.FAILED)), xml);
    attribute("errors", Long.toString(count(items, CheckItem.State.UNKNOWN)), xml);
    attribute("skipped", Long.toString(notRun ? 1 : skipped), xml);
    attribute("time", seconds(check.took()), xml);
    xml.append(">\n    <properties>\n");
    property("tlsdiag.version", report.tool(), xml);
    property("target", check.target(), xml);
    property("file", "%s:%d".formatted(report.file(), check.line()), xml);
    property("attempts", Integer.toString(check.attempts()), xml);
    xml.append("    </properties>\n");
    if (notRun) {
      begin(check, "run", Duration.ZERO, xml);
      xml.append("><skipped message=\"interrupted before it was run\"/></testcase>\n");
    }
    items.forEach(item -> item(check, item, xml));
    xml.append("    <system-out>");
    text(String.join("\n", new CheckText(Theme.PLAIN, 100, true).lines(check)), xml);
    xml.append("</system-out>\n    <system-err></system-err>\n  </testsuite>\n");
  }

  private static boolean left(CheckItem item) {
    return item.isProblem() && item.suppressed().isPresent();
  }

  private static long count(List<CheckItem> items, CheckItem.State state) {
    return items.stream().filter(item -> item.counts(state)).count();
  }

  private static void begin(CheckResult check, String name, Duration took, StringBuilder xml) {
    xml.append("    <testcase");
    attribute("name", name, xml);
    attribute("classname", check.name(), xml);
    attribute("time", seconds(took), xml);
  }

  private static void item(CheckResult check, CheckItem item, StringBuilder xml) {
    begin(check, item.path() + " " + item.rule(), Duration.ZERO, xml);
    if (left(item)) {
      message("skipped", "suppressed: " + item.suppressed().orElseThrow().reason(), "", xml);
      return;
    }
    switch (item.state()) {
      case PASSED, NOTED -> xml.append("/>\n");
      case SKIPPED -> message("skipped", item.message(), "", xml);
      case FAILED -> message("failure", item.message(), item.rule(), xml, item.hint());
      case UNKNOWN -> message("error", item.message(), "cannot-tell", xml, item.hint());
    }
  }

  private static void message(
      String element, String message, String type, StringBuilder xml, String... body) {
    xml.append("><").append(element);
    attribute("message", message, xml);
    if (!type.isEmpty()) {
      attribute("type", type, xml);
    }
    xml.append('>');
    text(String.join("\n", body), xml);
    xml.append("</").append(element).append("></testcase>\n");
  }

  private static void property(String name, String value, StringBuilder xml) {
    xml.append("      <property");
    attribute("name", name, xml);
    attribute("value", value, xml);
    xml.append("/>\n");
  }

  private static void attribute(String name, String value, StringBuilder xml) {
    xml.append(' ').append(name).append("=\"");
    escaped(Printable.escape(value.replaceAll("\\s+", " ").strip()), xml);
    xml.append('"');
  }

  /** Line by line: what a peer sent cannot begin a line. */
  private static void text(String value, StringBuilder xml) {
    escaped(String.join("\n", value.lines().map(Printable::escape).toList()), xml);
  }

  /** Without what XML 1.0 section 2.2 forbids: {@link Printable} has made it visible already. */
  private static void escaped(String value, StringBuilder xml) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '"' -> xml.append("&quot;");
        default -> xml.append(c);
      }
    }
  }

  /** With a point, whatever the locale. */
  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis())
        .divide(BigDecimal.valueOf(1000), 3, RoundingMode.UNNECESSARY)
        .toPlainString();
  }
}
