package dev.tlsdiag.recall;

import dev.tlsdiag.report.Story;
import dev.tlsdiag.trace.Evidence;
import java.util.List;

/** Reads the story of a pile of evidence as {@code ReportJsonRenderer} writes it. */
final class StoryReader {
  private StoryReader() {}

  static Story read(Fields fields) throws NoResultException {
    return new Story(
        fields.list("sources", StoryReader::source),
        fields.list("lines", StoryReader::line),
        fields.texts("clocks"),
        fields.texts("joins"),
        fields.list("names", StoryReader::name),
        fields.list("clusters", StoryReader::cluster),
        fields.texts("others"));
  }

  private static Story.Source source(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Story.Source(
        fields.text("file"),
        fields.words("kind"),
        fields.text("gave"),
        fields.number("used", 0),
        fields.texts("gaps"));
  }

  private static Story.Line line(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Story.Line(
        fields.timeIfAny("time"),
        fields.number("hop", 1),
        fields.words("source"),
        fields.flag("failed"),
        fields.text("what"),
        EvidenceReader.evidence(fields));
  }

  private static Story.Name name(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Story.Name(
        fields.words("which"),
        fields.text("text"),
        fields.words("source"),
        EvidenceReader.evidence(fields));
  }

  private static Story.Cluster cluster(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    List<Evidence> evidence = EvidenceReader.evidence(fields);
    if (evidence.size() != 1 || !(evidence.get(0) instanceof Evidence.ConfigLine)) {
      throw fields.problem("has no place in a configuration as its evidence");
    }
    return new Story.Cluster(
        fields.text("name"),
        fields.words("transport"),
        fields.textIfAny("sni").orElse(""),
        fields.textIfAny("authority").orElse(""),
        fields.textIfAny("nameCheck").orElse(""),
        fields.textIfAny("withoutServerName"),
        (Evidence.ConfigLine) evidence.get(0));
  }
}
