package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run of checks in SARIF 2.1.0: a result for each problem, at the line of the file that expects
 * otherwise. What is suppressed stays, and says so.
 */
public final class CheckSarif {
  static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private final TextBuffer out;
  private final JsonText json;
  private final RuleTexts rules;

  /** What is said of a rule in general. */
  public interface RuleTexts {
    /** In half a sentence, without a period. */
    String summary(String rule);

    /** How to learn more. */
    String help(String rule);
  }

  public CheckSarif(TextBuffer out, RuleTexts rules) {
    this.out = requireNonNull(out, "out is null");
    this.rules = requireNonNull(rules, "rules is null");
    this.json = new JsonText(out);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(CheckReport report) throws IOException {
    List<CheckReport.Placed> results =
        report.items().filter(placed -> placed.item().isProblem()).toList();
    Map<String, Integer> numbers = new TreeMap<>();
    results.forEach(placed -> numbers.putIfAbsent(placed.item().rule(), 0));
    int next = 0;
    for (Map.Entry<String, Integer> rule : numbers.entrySet()) {
      rule.setValue(next++);
    }
    json.open('{').key("$schema").token(SCHEMA).key("version").token("2.1.0");
    json.key("runs").open('[').open('{');
    json.key("tool").open('{').key("driver").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool());
    json.key("rules").open('[');
    numbers.keySet().forEach(this::rule);
    json.close(']').close('}').close('}');
    json.key("invocations").open('[').open('{');
    json.key("executionSuccessful").bool(report.complete());
    json.key("startTimeUtc").token(seconds(report)).close('}').close(']');
    json.key("columnKind").token("unicodeCodePoints");
    json.key("results").open('[');
    for (CheckReport.Placed placed : results) {
      result(report, placed, numbers.get(placed.item().rule()));
    }
    json.close(']').close('}').close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private static String seconds(CheckReport report) {
    return report.began().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }

  private void rule(String rule) {
    json.open('{').key("id").string(rule);
    json.key("shortDescription").open('{').key("text").string(rules.summary(rule)).close('}');
    json.key("help").open('{').key("text").string(rules.help(rule)).close('}');
    json.close('}');
  }

  private void result(CheckReport report, CheckReport.Placed placed, int number) {
    CheckItem item = placed.item();
    json.open('{').key("ruleId").string(item.rule()).key("ruleIndex").number(number);
    json.key("level").token(level(item));
    json.key("message").open('{').key("text").string(text(placed)).close('}');
    json.key("locations").open('[').open('{').key("physicalLocation").open('{');
    json.key("artifactLocation").open('{').key("uri").string(FileUri.of(report.file()));
    json.close('}').key("region").open('{').key("startLine").number(item.line());
    json.key("startColumn").number(item.column()).close('}').close('}');
    json.key("logicalLocations").open('[').open('{');
    json.key("fullyQualifiedName").string(placed.check().name() + "/" + item.path());
    json.close('}').close(']').close('}').close(']');
    json.key("partialFingerprints").open('{').key("tlsdiag/v1");
    json.string(Fingerprint.of(report, placed)).close('}');
    item.suppressed()
        .ifPresent(
            why -> {
              json.key("suppressions").open('[').open('{').key("kind").token("external");
              json.key("status").token("accepted");
              json.key("justification").string(why.reason());
              json.key("location").open('{').key("physicalLocation").open('{');
              json.key("artifactLocation").open('{').key("uri").string(FileUri.of(why.file()));
              json.close('}').key("region").open('{').key("startLine").number(why.line());
              json.close('}').close('}').close('}').close('}').close(']');
            });
    json.close('}');
  }

  private static String text(CheckReport.Placed placed) {
    String hint = placed.item().hint();
    return Printable.escape(placed.text() + (hint.isEmpty() ? "" : ". " + hint));
  }

  private static String level(CheckItem item) {
    if (item.state() == CheckItem.State.UNKNOWN) {
      return "warning";
    }
    return item.state() == CheckItem.State.FAILED ? "error" : level(item.severity());
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }
}
