package dev.tlsdiag.recall;

import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.TextBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Values as JSON again, all of them in their order; in ASCII, so it is safe to look at. */
final class ValueJson {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TextBuffer out = new TextBuffer(bytes);
  private final boolean pretty;

  private ValueJson(boolean pretty) {
    this.pretty = pretty;
  }

  /** Each with a line feed at its end. */
  static String of(List<Value> values, boolean pretty) {
    ValueJson json = new ValueJson(pretty);
    for (Value value : values) {
      json.write(value, 0);
      json.out.add('\n');
    }
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
        for (Value member : value.members()) {
          out.ascii(comma);
          line(depth + 1);
          new JsonText(out).string(member.name());
          out.ascii(pretty ? ": " : ":");
          write(member, depth + 1);
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
