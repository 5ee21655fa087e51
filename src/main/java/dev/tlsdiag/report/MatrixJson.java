package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A matrix as one JSON document. */
public record MatrixJson(TextBuffer out) {
  public MatrixJson {
    requireNonNull(out, "out is null");
  }

  /** Writes it and passes it on; the stream stays open and belongs to the caller. */
  public void render(Matrix matrix) throws IOException {
    JsonText json = new JsonText(out);
    json.open('{');
    json.key("schemaVersion").number(ReportJsonRenderer.SCHEMA_VERSION);
    json.key("headline").string(matrix.headline());
    json.key("failures").number(matrix.failures());
    json.key("rows").open('[');
    for (Matrix.Row row : matrix.rows()) {
      json.open('{').key("host").string(row.host());
      json.key("needsServerName").bool(row.needsName());
      json.key("withoutServerName").string(row.withoutName());
      json.key("modes").open('[');
      for (int i = 0; i < matrix.modes().size(); i++) {
        Matrix.Cell cell = row.cells().get(i);
        json.open('{').key("mode").string(matrix.modes().get(i));
        json.key("result").string(cell.text()).key("failed").bool(cell.failed()).close('}');
      }
      json.close(']').close('}');
    }
    json.close(']').close('}');
    out.add('\n');
    out.flush();
  }
}
