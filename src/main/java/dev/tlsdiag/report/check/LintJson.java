package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.Locale;

/** What lints found as one JSON document, described by {@code lint-report.schema.json}. */
public final class LintJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public LintJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(LintReport report) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool()).close('}');
    json.key("at").token(report.at().toString());
    json.key("ciliumVersion").string(report.cilium());
    json.key("files").open('[');
    report.files().forEach(file -> json.string(file.name()));
    json.close(']').key("resources").number(report.resources());
    json.key("summary").open('{');
    for (LintLevel level : LintLevel.values()) {
      json.key(level.label() + "s").number(report.count(level));
    }
    json.close('}').key("findings").open('[');
    report.findings().forEach(this::finding);
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private void finding(LintFinding finding) {
    json.open('{').key("lint").string(finding.name());
    json.key("severity").token(finding.level().label());
    if (finding.level() == LintLevel.ERROR) {
      refusedBy(finding.name());
    }
    json.key("file").string(finding.file());
    json.key("line").number(finding.position().line());
    json.key("column").number(finding.position().column());
    json.key("message").string(finding.message());
    finding.likely().ifPresent(likely -> json.key("likely").string(likely));
    if (!finding.resource().isEmpty()) {
      json.key("resource").string(finding.resource());
    }
    json.close('}');
  }

  private void refusedBy(String lint) {
    Linters.named(lint)
        .map(LintInfo::refusedBy)
        .filter(by -> by != LintInfo.RefusedBy.NOBODY)
        .ifPresent(
            by ->
                json.key("refusedBy").token(by.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }
}
