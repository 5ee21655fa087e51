package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.util.List;

/**
 * The fields asked for, as {@code tshark -T fields} prints them: a line a handshake, a tab between
 * fields, a comma between the values of one, no header.
 */
public final class FieldsRenderer implements HandshakeRenderer {
  private final TextBuffer out;
  private final FieldValues values;
  private final HandshakeField[] fields;

  public FieldsRenderer(TextBuffer out, List<HandshakeField> fields) {
    this.out = requireNonNull(out, "out is null");
    this.values = new FieldValues(out);
    this.fields = fields.toArray(HandshakeField[]::new);
  }

  @Override
  public void render(Handshake handshake) throws IOException {
    for (int i = 0; i < fields.length; i++) {
      if (i > 0) {
        out.add('\t');
      }
      values.begin();
      fields[i].reader().read(handshake, values);
    }
    out.add('\n');
    out.rowDone();
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    out.flush();
  }
}
