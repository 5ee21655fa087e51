package dev.tlsdiag.cli;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CompactRenderer;
import dev.tlsdiag.report.DetailRenderer;
import dev.tlsdiag.report.FieldsRenderer;
import dev.tlsdiag.report.HandshakeFormat;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.SummaryText;
import dev.tlsdiag.report.TableRenderer;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import java.time.ZoneId;

/** Makes the renderer that the options and the output ask for. */
final class CaptureRenderers {
  private final CaptureSourceOptions source;
  private final CaptureOutputOptions output;
  private final TextBuffer out;
  private final AddressNames names;
  private final Theme theme;
  private final boolean terminal;

  /**
   * @param terminal whether {@code out} is one
   */
  CaptureRenderers(
      CaptureSourceOptions source,
      CaptureOutputOptions output,
      TextBuffer out,
      AddressNames names,
      Theme theme,
      boolean terminal) {
    this.source = source;
    this.output = output;
    this.out = out;
    this.names = names;
    this.theme = theme;
    this.terminal = terminal;
  }

  /** A table has to wait for its rows, so what comes live is told in lines. */
  HandshakeFormat usualFormat() {
    return terminal && !source.isLive() ? HandshakeFormat.TABLE : HandshakeFormat.COMPACT;
  }

  /** Of the terminal; of a table that goes elsewhere what COLUMNS says, else 0 for no limit. */
  int columns() {
    return columns(terminal);
  }

  static int columns(boolean terminal) {
    if (terminal) {
      return TerminalStyle.columns(System.getenv());
    }
    String asked = System.getenv("COLUMNS");
    return asked != null && asked.matches("[1-9][0-9]{1,4}") ? Integer.parseInt(asked) : 0;
  }

  HandshakeRenderer of(HandshakeFormat format) {
    boolean forPeople = format == HandshakeFormat.TABLE || format == HandshakeFormat.COMPACT;
    if (forPeople && (output.verbose || output.show != null)) {
      return new DetailRenderer(out, names, ZoneId.systemDefault(), theme, output.verbose);
    }
    return switch (format) {
      case TABLE -> table();
      case COMPACT -> compact();
      case JSON -> bytes(JsonRenderer.document(out, names, Version.NUMBER, source.names()));
      case JSONL -> bytes(JsonRenderer.lines(out, names));
      case FIELDS -> new FieldsRenderer(out, output.columns());
    };
  }

  private JsonRenderer bytes(JsonRenderer json) {
    return output.verbose ? json.withBytes() : json;
  }

  private CompactRenderer compact() {
    CompactRenderer compact = new CompactRenderer(out, names, ZoneId.systemDefault(), theme);
    if (source.names().size() > 1) {
      compact.showFiles();
    }
    return compact;
  }

  private TableRenderer table() {
    SummaryText below = new SummaryText(source.isReadableTwice());
    TableRenderer table = new TableRenderer(out, names, theme, columns(), below);
    if (source.names().size() > 1) {
      table.showFiles();
    }
    return table;
  }
}
