package dev.tlsdiag.recall;

import dev.tlsdiag.report.BisectReport;
import java.util.Optional;

/** Reads what {@code bisect} wrote, as {@code BisectJson} does it. */
final class BisectReader {
  private BisectReader() {}

  static BisectReport read(Fields fields) throws NoResultException {
    Optional<Fields> size = fields.objectIfAny("size");
    return new BisectReport(
        fields.object("tool").known("name").words("version"),
        fields.text("target"),
        fields.text("way"),
        fields.one("verdict", BisectReport.Verdict.values(), BisectReport.Verdict::label),
        fields.text("headline"),
        hello(fields.object("good")),
        hello(fields.object("bad")),
        fields.texts("differences"),
        fields.list("causes", BisectReader::cause),
        size.isEmpty() ? Optional.empty() : Optional.of(size(size.get())),
        fields.list("repeated", BisectReader::repeated),
        fields.list("probes", BisectReader::sent),
        fields.number("mostProbes", 0),
        fields.text("chance"),
        fields.texts("notes"),
        fields.duration("tookMs"));
  }

  private static BisectReport.Hello hello(Fields fields) throws NoResultException {
    return new BisectReport.Hello(
        fields.text("name"), fields.number("bytes", 0), fields.words("ja4"));
  }

  private static BisectReport.Cause cause(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new BisectReport.Cause(
        fields.texts("members"),
        fields.texts("alternatives"),
        fields.text("text"),
        fields.text("way"));
  }

  private static BisectReport.Size size(Fields fields) throws NoResultException {
    return new BisectReport.Size(
        fields.number("least", 0),
        fields.number("most", 0),
        fields.numberIfAny("worksBelow", 0),
        fields.numberIfAny("worksAbove", 0),
        fields.text("text"));
  }

  private static BisectReport.Repeated repeated(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new BisectReport.Repeated(
        fields.text("what"),
        fields.flag("expectedToWork"),
        fields.number("worked", 0),
        fields.number("failed", 0),
        fields.text("way"));
  }

  private static BisectReport.Sent sent(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new BisectReport.Sent(
        fields.number("number", 0),
        fields.text("what"),
        fields.flag("worked"),
        fields.text("result"));
  }
}
