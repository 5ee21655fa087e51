package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.ProbeReport.Row;
import dev.tlsdiag.report.ProbeReport.Statement;
import java.io.IOException;
import java.util.List;

/**
 * What a server does with ClientHellos, as one document that {@code probe.schema.json} describes.
 */
public final class ProbeJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;
  private final FindingJson findings;

  public ProbeJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
    this.findings = new FindingJson(json);
  }

  /** Writes them and passes them on; the stream stays open and belongs to the caller. */
  public void render(List<ProbeReport> reports) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").token("tlsdiag");
    json.key("version").string(reports.get(0).tool()).close('}');
    json.key("addresses").open('[');
    reports.forEach(this::report);
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private void report(ProbeReport report) {
    json.open('{').key("target").string(report.target());
    json.key("address").string(report.address());
    json.key("way").string(report.way());
    json.key("began").token(report.base().began().toString());
    report.base().serverName().ifPresent(name -> json.key("serverName").string(name));
    report.base().hello().ifPresent(sent -> HelloJson.raw(sent, json));
    json.key("verdict").token(report.verdict().label());
    json.key("headline").string(report.headline());
    json.key("tookMs").millis(report.took().toNanos());
    report.talksTo().ifPresent(this::certificate);
    if (report.serverNames().isPresent()) {
      ProbeReport.ServerNames names = report.serverNames().get();
      json.key("serverNames").open('{').key("kind").token(names.kind().label());
      json.key("words").string(names.words()).close('}');
    }
    if (report.flip().isPresent()) {
      ProbeReport.Flip flip = report.flip().get();
      json.key("flip").open('{').key("axis").token(flip.axis());
      json.key("variant").string(flip.variant());
      json.key("words").string(flip.words()).close('}');
    }
    json.key("statements").open('[');
    for (Statement statement : report.statements()) {
      json.open('{').key("about").token(statement.label().toLowerCase(java.util.Locale.ROOT));
      json.key("words").string(statement.words());
      json.key("good").bool(statement.good());
      json.key("brief").bool(statement.brief()).close('}');
    }
    json.close(']').key("probes").open('[');
    report.rows().forEach(this::row);
    json.close(']').key("findings").open('[');
    report.findings().forEach(this::finding);
    json.close(']').key("twins").open('[');
    for (Check twin : report.base().twins()) {
      json.open('{').key("command").string(twin.command());
      json.key("expected").string(twin.expected()).close('}');
    }
    json.close(']').key("notes").open('[');
    report.notes().forEach(json::string);
    json.close(']').close('}');
  }

  private void certificate(ProbeReport.Certificate certificate) {
    json.key("certificate").open('{').key("issuer").string(certificate.issuer());
    json.key("names").string(certificate.names());
    json.key("selfSigned").bool(certificate.selfSigned());
    json.key("validUntil").string(certificate.validUntil().toString());
    certificate.trust().ifPresent(trust -> json.key("trust").string(trust));
    json.key("sha256").token(certificate.sha256()).key("chain").open('[');
    certificate.chain().forEach(der -> json.token(der.toHex()));
    json.close(']').close('}');
  }

  private void row(Row row) {
    json.open('{').key("axis").token(row.axis()).key("variant").string(row.variant());
    json.key("ending").token(row.ending()).key("result").string(row.result());
    json.key("worked").bool(row.worked()).key("surprising").bool(row.surprising());
    if (row.alert().isPresent()) {
      json.key("alert").number(row.alert().getAsInt());
    }
    if (row.helloBytes().isPresent()) {
      json.key("helloBytes").number(row.helloBytes().getAsInt());
    }
    row.answer().ifPresent(answer -> json.key("answerMs").millis(answer.toNanos()));
    json.close('}');
  }

  /** Its message is with what follows from it; {@code claim} is without. */
  private void finding(Finding finding) {
    json.open('{');
    findings.members(finding, finding.headline());
    json.key("claim").string(finding.message()).close('}');
  }
}
