package dev.tlsdiag.recall;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;

/** Reads findings as {@code FindingJson} writes them. */
final class FindingReader {
  private FindingReader() {}

  static Finding read(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return read(fields, fields.text("message"));
  }

  /**
   * @param message in place of the member of that name
   */
  static Finding read(Fields fields, String message) throws NoResultException {
    String rule = fields.words("rule");
    Severity severity = fields.one("severity", Severity.values(), Severity::label);
    Confidence confidence = fields.one("confidence", Confidence.values(), Confidence::label);
    String trace = fields.words("trace");
    int hop = fields.number("hop", 1);
    Step.Kind step = fields.one("step", Step.Kind.values(), Step.Kind::label);
    String effect = fields.textIfAny("effect").orElse(message);
    String hint = fields.text("hint");
    List<Fix> fixes = fields.list("fixes", FindingReader::fix);
    List<Evidence> evidence = EvidenceReader.evidence(fields);
    List<Doubt> doubts = fields.list("notRuledOut", FindingReader::doubt);
    Optional<Check> command =
        fields.has("check") ? Optional.of(check(fields.value("check"))) : Optional.empty();
    List<Finding> consequences = fields.list("consequences", FindingReader::read);
    return fields.made(
        () ->
            new Finding(
                rule,
                severity,
                trace,
                hop,
                step,
                message,
                effect,
                hint,
                fixes,
                evidence,
                confidence,
                doubts,
                command,
                consequences));
  }

  private static Fix fix(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Fix(fields.words("product"), fields.words("text"));
  }

  static Check check(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Check(fields.text("command"), fields.text("expected"));
  }

  private static Doubt doubt(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Doubt(fields.text("possibility"), fields.text("experiment"));
  }
}
