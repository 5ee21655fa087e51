package dev.tlsdiag.report.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.mesh.policy.explain.PolicyMeaning;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.util.List;

/** What policies mean, as one document, described by {@code policy-explain.schema.json}. */
public final class PolicyMeaningJson {
  /** Grows when a member is changed or taken away, not when one is added. */
  public static final int SCHEMA_VERSION = 1;

  private final TextBuffer out;
  private final JsonText json;

  public PolicyMeaningJson(TextBuffer out) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
  }

  /** Writes it and passes it on; the stream stays open and belongs to the caller. */
  public void render(List<PolicyMeaning> meanings, String ciliumVersion) throws IOException {
    json.open('{').key("schemaVersion").number(SCHEMA_VERSION);
    json.key("ciliumVersion").string(ciliumVersion);
    json.key("meanings").open('[');
    for (PolicyMeaning meaning : meanings) {
      json.open('{').key("pods").string(meaning.pods());
      strings("policies", meaning.policies());
      strings("also", meaning.also());
      for (PolicyMeaning.Way way : meaning.directions()) {
        way(way);
      }
      json.key("notes").open('[');
      for (PolicyMeaning.Note note : meaning.notes()) {
        json.open('{');
        place(note.place());
        json.key("text").string(note.text()).close('}');
      }
      json.close(']').close('}');
    }
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }

  private void way(PolicyMeaning.Way way) {
    json.key(way.direction().label()).open('{').key("defaultDeny").bool(way.closed());
    json.key("summary").string(way.summary()).key("statements").open('[');
    for (PolicyMeaning.Statement statement : way.all()) {
      json.open('{');
      place(statement.place());
      json.key("text").string(statement.text());
      strings("details", statement.details());
      json.close('}');
    }
    json.close(']').close('}');
  }

  private void place(Ruling.Decider place) {
    json.key("policy").string(place.policy()).key("path").string(place.path());
    json.key("file").string(place.place().file()).key("line").number(place.place().line());
    json.key("column").number(place.place().column());
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    values.forEach(json::string);
    json.close(']');
  }
}
