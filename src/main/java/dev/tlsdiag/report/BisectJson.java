package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;

/** A bisection as one document that {@code bisect.schema.json} describes. */
public final class BisectJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public BisectJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes it and passes it on; the stream stays open and belongs to the caller. */
  public void render(BisectReport report) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("tool").open('{').key("name").token("tlsdiag");
    json.key("version").string(report.tool()).close('}');
    json.key("target").string(report.target()).key("way").string(report.way());
    json.key("verdict").token(report.verdict().label());
    json.key("headline").string(report.headline());
    hello("good", report.good());
    hello("bad", report.bad());
    strings("differences", report.differences());
    json.key("causes").open('[');
    for (BisectReport.Cause cause : report.causes()) {
      json.open('{').key("text").string(cause.text());
      strings("members", cause.members());
      strings("alternatives", cause.alternatives());
      json.key("way").string(cause.way()).close('}');
    }
    json.close(']');
    report.size().ifPresent(this::size);
    json.key("repeated").open('[');
    for (BisectReport.Repeated each : report.repeated()) {
      json.open('{').key("what").string(each.what());
      json.key("expectedToWork").bool(each.expectedToWork());
      json.key("worked").number(each.worked()).key("failed").number(each.failed());
      json.key("way").string(each.way()).close('}');
    }
    json.close(']').key("probes").open('[');
    for (BisectReport.Sent sent : report.probes()) {
      json.open('{').key("number").number(sent.number()).key("what").string(sent.what());
      json.key("worked").bool(sent.worked()).key("result").string(sent.result()).close('}');
    }
    json.close(']').key("mostProbes").number(report.mostProbes());
    json.key("chance").string(report.chance());
    strings("notes", report.notes());
    json.key("tookMs").millis(report.took().toNanos()).close('}');
    out.add('\n');
    out.flush();
  }

  private void hello(String key, BisectReport.Hello hello) {
    json.key(key).open('{').key("name").string(hello.name());
    json.key("bytes").number(hello.bytes()).key("ja4").token(hello.ja4()).close('}');
  }

  private void size(BisectReport.Size size) {
    json.key("size").open('{').key("least").number(size.least()).key("most").number(size.most());
    if (size.worksBelow().isPresent()) {
      json.key("worksBelow").number(size.worksBelow().getAsInt());
    }
    if (size.worksAbove().isPresent()) {
      json.key("worksAbove").number(size.worksAbove().getAsInt());
    }
    json.key("text").string(size.text()).close('}');
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }
}
