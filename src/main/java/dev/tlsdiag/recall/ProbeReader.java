package dev.tlsdiag.recall;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.ProbeReport;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what {@code probe} wrote, as {@code ProbeJson} does it. */
final class ProbeReader {
  private static final int LONGEST_LABEL = 7;

  private ProbeReader() {}

  /** One for each address; at least one. */
  static List<ProbeReport> read(Fields fields) throws NoResultException {
    String tool = fields.object("tool").known("name").words("version");
    List<ProbeReport> reports = fields.list("addresses", value -> report(tool, value));
    if (reports.isEmpty()) {
      throw fields.problem("has no addresses");
    }
    return reports;
  }

  private static ProbeReport report(String tool, Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    Optional<Fields> certificate = fields.objectIfAny("certificate");
    Optional<Fields> names = fields.objectIfAny("serverNames");
    Optional<Fields> flip = fields.objectIfAny("flip");
    return new ProbeReport(
        tool,
        fields.text("target"),
        fields.words("address"),
        fields.text("way"),
        base(fields),
        fields.one("verdict", ProbeReport.Verdict.values(), ProbeReport.Verdict::label),
        fields.text("headline"),
        certificate.isEmpty() ? Optional.empty() : Optional.of(certificate(certificate.get())),
        names.isEmpty() ? Optional.empty() : Optional.of(names(names.get())),
        flip.isEmpty() ? Optional.empty() : Optional.of(flip(flip.get())),
        fields.list("statements", ProbeReader::statement),
        fields.list("probes", ProbeReader::row),
        fields.list("findings", ProbeReader::finding),
        fields.texts("notes"),
        fields.duration("tookMs"));
  }

  private static ProbeReport.Certificate certificate(Fields fields) throws NoResultException {
    return new ProbeReport.Certificate(
        fields.text("issuer"),
        fields.text("names"),
        fields.flag("selfSigned"),
        fields.time("validUntil"),
        fields.textIfAny("trust"),
        fields.words("sha256"),
        fields.list("chain", Fields::hex));
  }

  private static ProbeReport.Base base(Fields fields) throws NoResultException {
    Optional<Fields> hello = fields.objectIfAny("clientHello");
    return new ProbeReport.Base(
        fields.time("began"),
        fields.textIfAny("serverName"),
        hello.isEmpty() ? Optional.empty() : Optional.of(HelloReader.raw(hello.get())),
        fields.list("twins", FindingReader::check));
  }

  private static ProbeReport.ServerNames names(Fields fields) throws NoResultException {
    return new ProbeReport.ServerNames(
        fields.one(
            "kind", ProbeReport.ServerNames.Kind.values(), ProbeReport.ServerNames.Kind::label),
        fields.text("words"));
  }

  private static ProbeReport.Flip flip(Fields fields) throws NoResultException {
    return new ProbeReport.Flip(fields.words("axis"), fields.text("variant"), fields.text("words"));
  }

  private static ProbeReport.Statement statement(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    String label = fields.words("about").toUpperCase(Locale.ROOT);
    if (label.length() > LONGEST_LABEL) {
      throw fields.problem("has an 'about' of more than %d letters".formatted(LONGEST_LABEL));
    }
    boolean good = fields.flag("good");
    return new ProbeReport.Statement(
        label, fields.text("words"), good, fields.has("brief") ? fields.flag("brief") : good);
  }

  private static ProbeReport.Row row(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new ProbeReport.Row(
        fields.words("axis"),
        fields.words("variant"),
        fields.words("ending"),
        fields.text("result"),
        fields.flag("worked"),
        fields.flag("surprising"),
        fields.numberIfAny("alert", 0),
        fields.numberIfAny("helloBytes", 0),
        fields.durationIfAny("answerMs"));
  }

  private static Finding finding(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    String whole = fields.text("message");
    return FindingReader.read(fields, fields.has("claim") ? fields.text("claim") : whole);
  }
}
