package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;

/** A run of checks as one JSON document, described by {@code check-report.schema.json}. */
public final class CheckJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public CheckJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(CheckReport report) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool()).close('}');
    json.key("file").string(report.file());
    json.key("began").token(report.began().toString());
    json.key("millis").millis(report.took().toNanos());
    json.key("complete").bool(report.complete());
    json.key("summary").open('{');
    for (CheckResult.State state : CheckResult.State.values()) {
      json.key(key(state)).number(report.count(state));
    }
    json.key("suppressed").number(report.suppressed()).close('}');
    json.key("checks").open('[');
    report.checks().forEach(this::check);
    json.close(']').key("notes").open('[');
    report.notes().forEach(json::string);
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private static String key(CheckResult.State state) {
    return switch (state) {
      case PASSED -> "passed";
      case FAILED -> "failed";
      case UNKNOWN -> "unknown";
      case NOT_RUN -> "notRun";
    };
  }

  private void check(CheckResult check) {
    json.open('{').key("name").string(check.name());
    json.key("target").string(check.target());
    json.key("state").token(key(check.state()));
    json.key("line").number(check.line());
    json.key("attempts").number(check.attempts());
    json.key("wantsServer").bool(check.wantsServer());
    json.key("reached").bool(check.reached());
    json.key("millis").millis(check.took().toNanos());
    json.key("items").open('[');
    check.items().forEach(this::item);
    json.close(']').close('}');
  }

  private void item(CheckItem item) {
    json.open('{').key("rule").string(item.rule());
    json.key("path").string(item.path());
    json.key("state").token(item.state().label());
    json.key("severity").token(item.severity().label());
    json.key("message").string(item.message());
    json.key("hint").string(item.hint());
    json.key("line").number(item.line()).key("column").number(item.column());
    item.suppressed()
        .ifPresent(
            why -> {
              json.key("suppressed").open('{').key("reason").string(why.reason());
              json.key("file").string(why.file()).key("line").number(why.line()).close('}');
            });
    json.close('}');
  }
}
