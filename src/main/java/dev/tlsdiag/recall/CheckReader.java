package dev.tlsdiag.recall;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import java.util.Optional;

/** Reads what {@code check} wrote, as {@code CheckJson} does it. */
final class CheckReader {
  private CheckReader() {}

  static CheckReport read(Fields fields) throws NoResultException {
    fields.known("summary");
    return new CheckReport(
        fields.object("tool").known("name").words("version"),
        fields.text("file"),
        fields.time("began"),
        fields.duration("millis"),
        fields.list("checks", CheckReader::check),
        fields.texts("notes"),
        fields.flag("complete"));
  }

  private static CheckResult check(Value value) throws NoResultException {
    Fields fields = Fields.of(value).known("state");
    boolean reached = fields.flag("reached");
    return new CheckResult(
        fields.text("name"),
        fields.text("target"),
        fields.number("line", 1),
        fields.list("items", CheckReader::item),
        fields.number("attempts", 0),
        fields.has("wantsServer") ? fields.flag("wantsServer") : reached,
        reached,
        fields.duration("millis"));
  }

  private static CheckItem item(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    Optional<Fields> suppressed = fields.objectIfAny("suppressed");
    return new CheckItem(
        fields.words("rule"),
        fields.words("path"),
        fields.one("state", CheckItem.State.values(), CheckItem.State::label),
        fields.one("severity", Severity.values(), Severity::label),
        fields.text("message"),
        fields.text("hint"),
        fields.number("line", 1),
        fields.number("column", 1),
        suppressed.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new CheckItem.Suppressed(
                    suppressed.get().text("reason"),
                    suppressed.get().text("file"),
                    suppressed.get().number("line", 1))));
  }
}
