package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.FieldDifference;
import dev.tlsdiag.tls.HelloDiff;
import dev.tlsdiag.trace.Handshake;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Two handshakes and what differs between their ClientHellos as one JSON object on one line. */
public final class HelloDiffJson {
  private final TextBuffer out;
  private final JsonText json;
  private final HandshakeJson handshakes;

  public HelloDiffJson(TextBuffer out, AddressNames names) {
    this.out = requireNonNull(out, "out is null");
    this.json = new JsonText(out);
    this.handshakes = new HandshakeJson(out, json, names);
  }

  /** Both must have a ClientHello; the caller flushes. */
  public void render(Handshake left, Handshake right) {
    HelloDiff diff =
        HelloDiff.of(left.sent().orElseThrow().hello(), right.sent().orElseThrow().hello());
    json.open('{').key("type").token("diff");
    json.key("schemaVersion").number(JsonRenderer.SCHEMA_VERSION).key("left");
    handshakes.write(left);
    json.key("right");
    handshakes.write(right);
    json.key("differences").open('[');
    for (FieldDifference difference : diff.differences()) {
      json.open('{').key("field").string(difference.field());
      value("left", difference.left());
      value("right", difference.right());
      String weight = difference.weight().name().toLowerCase(Locale.ROOT).replace('_', '-');
      json.key("weight").token(weight);
      strings("onlyLeft", difference.onlyLeft());
      strings("onlyRight", difference.onlyRight());
      json.close('}');
    }
    json.close(']');
    strings("equalFields", diff.equalFields());
    json.close('}');
    out.add('\n');
  }

  private void value(String key, Optional<String> value) {
    if (value.isPresent()) {
      json.key(key).string(value.get());
    }
  }

  private void strings(String key, List<String> values) {
    json.key(key).open('[');
    for (String value : values) {
      json.string(value);
    }
    json.close(']');
  }
}
