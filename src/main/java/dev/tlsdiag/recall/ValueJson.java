package dev.tlsdiag.recall;

import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Values as JSON again, all of them in their order; in ASCII, so it is safe to look at. */
final class ValueJson {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TextBuffer out = new TextBuffer(bytes);
  private final boolean pretty;

  private ValueJson(boolean pretty) {
    this.pretty = pretty;
  }

  /** With a line feed at the end. */
  static String of(Value value, boolean pretty) {
    ValueJson json = new ValueJson(pretty);
    json.write(value, 0);
    json.out.add('\n');
    try {
      json.out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return json.bytes.toString(StandardCharsets.UTF_8);
  }

  private void write(Value value, int depth) {
    switch (value.kind()) {
      case OBJECT -> {
        out.add('{');
        String comma = "";
        for (Map.Entry<String, Value> member : value.members().entrySet()) {
          out.ascii(comma);
          line(depth + 1);
          new JsonText(out).string(member.getKey());
          out.ascii(pretty ? ": " : ":");
          write(member.getValue(), depth + 1);
          comma = ",";
        }
        end(!value.members().isEmpty(), depth);
        out.add('}');
      }
      case ARRAY -> {
        out.add('[');
        String comma = "";
        for (Value item : value.items()) {
          out.ascii(comma);
          line(depth + 1);
          write(item, depth + 1);
          comma = ",";
        }
        end(!value.items().isEmpty(), depth);
        out.add(']');
      }
      case TEXT -> new JsonText(out).string(value.text());
      case NUMBER, BOOLEAN -> out.ascii(value.text());
      case NULL -> out.ascii("null");
    }
  }

  private void end(boolean filled, int depth) {
    if (filled) {
      line(depth);
    }
  }

  private void line(int depth) {
    if (pretty) {
      out.add('\n').repeat(' ', 2 * depth);
    }
  }
}
