package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;

/** A finding as a JSON object, with its consequences. */
final class FindingJson {
  private final JsonText json;
  private final EvidenceJson evidence;

  FindingJson(JsonText json) {
    this.json = requireNonNull(json, "json is null");
    this.evidence = new EvidenceJson(json);
  }

  void write(Finding finding) {
    json.open('{');
    members(finding, finding.message());
    json.close('}');
  }

  /** The members of the object, which the caller opens and closes. */
  void members(Finding finding, String message) {
    json.key("rule").token(finding.rule());
    json.key("severity").token(finding.severity().label());
    json.key("confidence").token(finding.confidence().label());
    json.key("trace").token(finding.trace());
    json.key("hop").number(finding.hop());
    json.key("step").token(finding.step().label());
    json.key("message").string(message);
    json.key("effect").string(finding.effect());
    json.key("hint").string(finding.hint());
    json.key("fixes").open('[');
    for (Fix fix : finding.fixes()) {
      json.open('{').key("product").string(fix.product());
      json.key("text").string(fix.text()).close('}');
    }
    json.close(']');
    evidence.write(finding.evidence());
    json.key("notRuledOut").open('[');
    for (Doubt doubt : finding.notRuledOut()) {
      json.open('{').key("possibility").string(doubt.possibility());
      json.key("experiment").string(doubt.experiment()).close('}');
    }
    json.close(']');
    finding
        .check()
        .ifPresent(
            check ->
                json.key("check")
                    .open('{')
                    .key("command")
                    .string(check.command())
                    .key("expected")
                    .string(check.expected())
                    .close('}'));
    json.key("consequences").open('[');
    finding.consequences().forEach(this::write);
    json.close(']');
  }
}
