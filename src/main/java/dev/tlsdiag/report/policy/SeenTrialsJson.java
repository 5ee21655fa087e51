package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.seen.SeenTrials;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.List;

/**
 * What policies make of everything in captures and flows, as one document, described by {@code
 * policy-test-capture.schema.json}.
 */
public final class SeenTrialsJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public SeenTrialsJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes it and passes it on; the stream stays open and belongs to the caller. */
  public void render(List<SeenTrials.Row> rows, List<String> notes) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION).key("tried").open('[');
    for (SeenTrials.Row row : rows) {
      row(row);
      out.rowDone();
    }
    json.close(']').key("notes").open('[');
    notes.forEach(json::string);
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private void row(SeenTrials.Row row) {
    json.open('{').key("kind").token(row.seen().query().isPresent() ? "lookup" : "connection");
    json.key("what").string(row.name());
    row.seen().time().ifPresent(time -> json.key("time").string(time.toString()));
    row.seen().client().address().ifPresent(text -> json.key("client").string(text));
    row.seen().server().address().ifPresent(text -> json.key("server").string(text));
    json.key("port").number(row.seen().port()).key("protocol").string(row.seen().protocol());
    row.seen().sni().ifPresent(text -> json.key("serverName").string(text));
    row.seen().query().ifPresent(text -> json.key("query").string(text));
    json.key("outcome").token(SeenTrialsText.outcome(row).label().replace(' ', '-'));
    json.key("verdict").token(row.ruling().verdict().name());
    json.key("reason").string(row.ruling().reason());
    PolicyTrialJson.deciders(json, row.ruling().deciders());
    json.key("cannotTell").open('[');
    row.ruling().cannotTell().forEach(json::string);
    json.close(']').key("lookupAssumed").bool(row.assumed());
    json.key("seen").string(row.seen().place()).close('}');
  }
}
