package dev.tlsdiag.report;

import dev.tlsdiag.tls.OutlineRow;
import dev.tlsdiag.wire.Bytes;

/**
 * Bytes of a message on the left, what they say on the right:
 *
 * <pre>
 *  0026  13 01                        cipher_suite  TLS_AES_128_GCM_SHA256 (0x1301)
 * </pre>
 */
final class HexRows {
  private static final int BYTES_A_ROW = 8;

  /** Keys, tickets and padding go on for hundreds of bytes and say little. */
  private static final int BYTES_SHOWN = 32;

  private static final int VALUE_COLUMNS = 64;

  private final TextBuffer out;
  private final Theme theme;
  private final boolean allBytes;

  HexRows(TextBuffer out, Theme theme, boolean allBytes) {
    this.out = out;
    this.theme = theme;
    this.allBytes = allBytes;
  }

  /** A {@code group} is followed by the rows that have its bytes. */
  void row(OutlineRow row, boolean group, Bytes message) {
    int shown = group ? 0 : allBytes ? row.length() : Math.min(row.length(), BYTES_SHOWN);
    offset(row.offset());
    bytes(message, row.offset(), Math.min(shown, BYTES_A_ROW));
    out.repeat(' ', 2 * row.depth());
    out.text(theme.paint(group ? Role.STRONG : Role.DIM, row.label()));
    if (!row.value().isEmpty()) {
      String value = Printable.escape(row.value());
      out.ascii("  ");
      out.text(allBytes ? value : Printable.cut(value, VALUE_COLUMNS, theme.ellipsis()));
    }
    out.add('\n');
    for (int at = BYTES_A_ROW; at < shown; at += BYTES_A_ROW) {
      offset(row.offset() + at);
      bytes(message, row.offset() + at, Math.min(shown - at, BYTES_A_ROW));
      out.cutBlanks().add('\n');
    }
    if (!group && shown < row.length()) {
      out.ascii("       ").text(theme.ellipsis()).add(' ').number(row.length() - shown);
      out.ascii(" more bytes (-V shows them)\n");
    }
  }

  private void offset(int offset) {
    String digits = Integer.toHexString(offset);
    out.add(' ').ascii(theme.start(Role.DIM)).repeat('0', 4 - digits.length()).ascii(digits);
    out.ascii(theme.end()).ascii("  ");
  }

  private void bytes(Bytes message, int from, int count) {
    for (int i = 0; i < BYTES_A_ROW; i++) {
      if (i < count) {
        out.ascii(message.slice(from + i, 1).toHex()).add(' ');
      } else {
        out.ascii("   ");
      }
    }
    out.add(' ');
  }
}
