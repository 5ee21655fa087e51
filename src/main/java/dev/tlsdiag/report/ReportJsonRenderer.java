package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.trace.HeaderDifference;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** A comparison as one JSON document, described by {@code compare.schema.json}. */
public final class ReportJsonRenderer {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;
  private final EvidenceJson evidence;
  private final FindingJson findings;
  private final StepJson steps;

  public ReportJsonRenderer(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
    this.evidence = new EvidenceJson(json);
    this.findings = new FindingJson(json);
    this.steps = new StepJson(out, json);
  }

  /** Writes the report and passes it on; the stream stays open and belongs to the caller. */
  public void render(Report report) throws IOException {
    json.open('{');
    json.key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool()).close('}');
    json.key("verdict").token(report.verdict().label());
    json.key("headline").string(report.headline());
    json.key("inputs").open('[');
    for (Report.Input input : report.inputs()) {
      json.open('{').key("file").string(input.name()).key("path").token(input.path());
      json.key("handshakes").number(input.handshakes()).close('}');
    }
    json.close(']');
    json.key("traces").open('[');
    report.traces().forEach(this::trace);
    json.close(']');
    json.key("names").open('[');
    report.names().rows().forEach(this::names);
    json.close(']');
    differences(report.differences());
    json.key("findings").open('[');
    report.findings().forEach(findings::write);
    json.close(']');
    json.key("experiments").open('[');
    report.experiments().forEach(this::experiment);
    json.close(']');
    json.key("needs").open('[');
    for (Report.Need need : report.needs()) {
      json.open('{').key("what").string(need.what());
      json.key("command").string(need.command()).close('}');
    }
    json.close(']');
    strings("notes", report.notes());
    report.run().ifPresent(this::run);
    report.story().ifPresent(this::story);
    json.close('}');
    out.add('\n');
    out.flush();
  }

  private void experiment(Experiment experiment) {
    json.open('{').key("id").token(experiment.id()).key("rule").token(experiment.rule());
    json.key("trace").token(experiment.trace()).key("hop").number(experiment.repeats());
    json.key("question").string(experiment.question());
    json.key("change").string(experiment.change());
    json.key("result").string(experiment.result());
    json.key("bearing").token(experiment.bearing().label());
    if (!experiment.hops().isEmpty()) {
      json.key("hops");
      hops(new HopTrace(experiment.trace(), experiment.hops(), List.of()));
    }
    json.close('}');
  }

  private void run(Report.Run run) {
    json.key("run").open('{').key("request").string(run.request());
    json.key("path").string(run.path()).key("again").string(run.again());
    json.key("since").open('[');
    for (Report.Change change : run.since()) {
      json.open('{').key("kind").token(change.kind().label());
      json.key("rule").token(change.rule()).key("trace").token(change.trace());
      json.key("hop").number(change.hop()).close('}');
    }
    json.close(']').close('}');
  }

  private void cluster(Story.Cluster cluster) {
    json.open('{').key("name").string(cluster.name());
    json.key("transport").string(cluster.transport());
    if (!cluster.sni().isEmpty()) {
      json.key("sni").string(cluster.sni()).key("authority").string(cluster.authority());
      json.key("nameCheck").string(cluster.nameCheck());
    }
    cluster.withoutServerName().ifPresent(why -> json.key("withoutServerName").string(why));
    evidence.write(List.of(cluster.at()));
    json.close('}');
  }

  private void story(Story story) {
    json.key("story").open('{');
    json.key("sources").open('[');
    for (Story.Source source : story.sources()) {
      json.open('{').key("file").string(source.name()).key("kind").string(source.kind());
      json.key("gave").string(source.gave()).key("used").number(source.used());
      strings("gaps", source.gaps());
      json.close('}');
    }
    json.close(']').key("lines").open('[');
    for (Story.Line line : story.lines()) {
      json.open('{');
      line.time().ifPresent(time -> json.key("time").string(time.toString()));
      json.key("hop").number(line.hop()).key("source").string(line.source());
      json.key("failed").bool(line.failed()).key("what").string(line.what());
      evidence.write(line.evidence());
      json.close('}');
    }
    json.close(']');
    strings("clocks", story.clocks());
    strings("joins", story.joins());
    json.key("names").open('[');
    for (Story.Name name : story.names()) {
      json.open('{').key("which").string(name.which()).key("text").string(name.text());
      json.key("source").string(name.source());
      evidence.write(name.evidence());
      json.close('}');
    }
    json.close(']');
    json.key("clusters").open('[');
    story.clusters().forEach(this::cluster);
    json.close(']');
    strings("others", story.others());
    json.close('}');
  }

  private void trace(HopTrace trace) {
    json.open('{').key("name").token(trace.name());
    json.key("hops");
    hops(trace);
    json.key("joints").open('[');
    for (HopTrace.Joint joint : trace.joints()) {
      json.open('{').key("upstreamHop").number(joint.upstreamHop());
      json.key("confidencePercent").number(Math.round(100 * joint.confidence()));
      json.key("confidence").number(joint.confidence());
      strings("reasons", joint.reasons());
      json.close('}');
    }
    json.close(']');
    headers(HeaderDifference.of(trace, Redaction.ON));
    json.close('}');
  }

  private void hops(HopTrace trace) {
    SecretNumbers secrets = new SecretNumbers();
    json.open('[');
    for (int i = 0; i < trace.hops().size(); i++) {
      hop(new Leg(trace, i + 1, trace.hops().get(i)), secrets);
    }
    json.close(']');
  }

  /** Where a request was seen on both sides of a proxy. */
  private void headers(List<HeaderDifference> differences) {
    if (differences.isEmpty()) {
      return;
    }
    json.key("headers").open('[');
    for (HeaderDifference difference : differences) {
      json.open('{').key("hop").number(difference.hop());
      json.key("rows").open('[');
      for (HeaderDifference.Row row : difference.rows()) {
        json.open('{').key("name").string(row.name());
        json.key("kind").token(row.kind().label());
        strings("before", row.before());
        strings("after", row.after());
        json.close('}');
      }
      json.close(']').close('}');
    }
    json.close(']');
  }

  private void hop(Leg leg, SecretNumbers secrets) {
    Hop hop = leg.hop();
    json.open('{').key("number").number(leg.number());
    party("from", hop.from());
    party("to", hop.to());
    json.key("state").token(label(hop.state()));
    hop.serverName().ifPresent(name -> json.key("serverName").string(name));
    hop.outcome().ifPresent(outcome -> json.key("outcome").token(outcome.kind()));
    json.key("answer").string(leg.answer());
    json.key("certificate").string(leg.certificate());
    if (leg.http().isPresent()) {
      json.key("status").string(leg.status());
      json.key("host").string(leg.http().get().authority());
    }
    leg.ja4().ifPresent(ja4 -> json.key("ja4").string(ja4));
    hop.tls().flatMap(tls -> tls.first().sent()).ifPresent(sent -> HelloJson.raw(sent, json));
    json.key("steps").open('[');
    for (Step step : hop.steps()) {
      json.open('{').key("kind").token(step.kind().label());
      json.key("failed").bool(step.failed());
      step.duration().ifPresent(duration -> json.key("durationMs").millis(duration.toNanos()));
      steps.write(step, secrets);
      evidence.write(step.evidence());
      json.close('}');
    }
    json.close(']').close('}');
  }

  private void party(String key, Party party) {
    json.key(key).open('{').key("role").token(party.role().label());
    party.endpoint().ifPresent(endpoint -> json.key("address").string(endpoint.toString()));
    json.close('}');
  }

  private void names(NameTable.Row row) {
    json.open('{').key("trace").token(row.trace());
    cell("clientSni", row.clientSni());
    cell("routeKey", row.routeKey());
    cell("upstreamSni", row.upstreamSni());
    cell("certificate", row.certificate());
    json.close('}');
  }

  private void cell(String key, NameTable.Cell cell) {
    json.key(key).open('{').key("state").token(label(cell.state()));
    json.key("text").string(cell.text()).close('}');
  }

  private void differences(DifferenceTable table) {
    json.key("differences").open('{');
    strings("legs", table.legs());
    json.key("rows").open('[');
    for (DifferenceTable.Row row : table.rows()) {
      json.open('{').key("field").string(row.field());
      json.key("weight").token(row.weight().label());
      strings("values", row.values());
      row.usualOf().ifPresent(product -> json.key("usualOf").token(product));
      json.close('}');
    }
    json.close(']');
    strings("equalFields", table.equalFields());
    json.close('}');
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
