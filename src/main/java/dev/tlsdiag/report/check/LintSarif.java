package dev.tlsdiag.report.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Findings of lints in SARIF 2.1.0, each at its place. */
public final class LintSarif {
  private final TextBuffer out;
  private final JsonText json;

  public LintSarif(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(LintReport report) throws IOException {
    Map<String, Integer> numbers = new TreeMap<>();
    report.findings().forEach(finding -> numbers.putIfAbsent(finding.name(), 0));
    int next = 0;
    for (Map.Entry<String, Integer> rule : numbers.entrySet()) {
      rule.setValue(next++);
    }
    json.open('{').key("$schema").token(CheckSarif.SCHEMA).key("version").token("2.1.0");
    json.key("runs").open('[').open('{');
    json.key("tool").open('{').key("driver").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool()).key("rules").open('[');
    numbers.keySet().forEach(this::rule);
    json.close(']').close('}').close('}');
    json.key("invocations").open('[').open('{').key("executionSuccessful").bool(true);
    String time = report.at().truncatedTo(ChronoUnit.SECONDS).toString();
    json.key("startTimeUtc").token(time).close('}').close(']');
    json.key("columnKind").token("unicodeCodePoints").key("results").open('[');
    Map<String, Integer> seen = new HashMap<>();
    for (LintFinding finding : report.findings()) {
      String subject = String.join("\0", FileUri.of(finding.file()), finding.resource());
      String key = subject + "\0" + finding.name();
      int which = seen.merge(key, 1, Integer::sum);
      result(finding, numbers.get(finding.name()), Fingerprint.of(key + "\0" + which));
    }
    json.close(']').close('}').close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private void rule(String name) {
    String summary = Linters.named(name).map(LintInfo::summary).orElse(name);
    json.open('{').key("id").string(name);
    json.key("shortDescription").open('{').key("text").string(summary).close('}');
    json.key("help").open('{').key("text").string("tlsdiag explain " + name).close('}');
    json.close('}');
  }

  private void result(LintFinding finding, int number, String fingerprint) {
    json.open('{').key("ruleId").string(finding.name()).key("ruleIndex").number(number);
    json.key("level").token(finding.level().label());
    String likely = finding.likely().map(text -> ". Likely: " + text).orElse("");
    json.key("message").open('{').key("text");
    json.string(Printable.escape(finding.message() + likely)).close('}');
    json.key("locations").open('[').open('{').key("physicalLocation").open('{');
    json.key("artifactLocation").open('{').key("uri").string(FileUri.of(finding.file()));
    json.close('}').key("region").open('{').key("startLine").number(finding.position().line());
    json.key("startColumn").number(finding.position().column()).close('}').close('}');
    if (!finding.resource().isEmpty()) {
      json.key("logicalLocations").open('[').open('{');
      json.key("fullyQualifiedName").string(finding.resource()).close('}').close(']');
    }
    json.close('}').close(']').key("partialFingerprints").open('{').key("tlsdiag/v1");
    json.string(fingerprint).close('}').close('}');
  }
}
