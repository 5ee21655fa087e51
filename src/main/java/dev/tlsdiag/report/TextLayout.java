package dev.tlsdiag.report;

import java.util.ArrayList;
import java.util.List;

/** Wraps text and lays out cells, in columns of a terminal. The text is escaped already. */
public final class TextLayout {
  /** Columns of the labels at the left. */
  public static final int LABEL = 9;

  private TextLayout() {}

  /** {@code text}, at most seven letters, in the columns of the labels. */
  static String label(String text, Theme theme) {
    String padded = text + " ".repeat(Math.max(0, LABEL - 1 - text.length()));
    return " " + (text.isEmpty() ? padded : theme.paint(Role.STRONG, padded));
  }

  /** The signs of our own sentences, where only ASCII shows; a peer's text is escaped already. */
  public static String plain(Theme theme, String text) {
    return theme.unicode() ? text : text.replace("→", ">").replace("…", "...").replace("–", "-");
  }

  /** A peer's text, escaped, and as {@link #plain}. */
  public static String safe(Theme theme, String text) {
    return plain(theme, Printable.escape(text));
  }

  /** A text of our own behind a label, on as many lines as it needs. */
  public static void section(
      String label, String text, Theme theme, int columns, List<String> lines) {
    String shown = label;
    for (String line : wrap(plain(theme, text), columns - LABEL)) {
      lines.add(label(shown, theme) + line);
      shown = "";
    }
  }

  /** Lines of at most {@code columns}; a longer word gets a line of its own, uncut. */
  public static List<String> wrap(String text, int columns) {
    return join(List.of(text.split(" ")), columns);
  }

  /** As {@link #wrap}, of pieces that are not broken. */
  public static List<String> join(List<String> pieces, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String piece : pieces) {
      if (line.length() > 0 && Printable.width(line + " " + piece) > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(piece);
    }
    lines.add(line.toString());
    return lines;
  }

  /**
   * Widths of columns that hold these rows and are together, with two blanks between, at most
   * {@code columns}: of all but the first the widest give way first.
   */
  static int[] widths(List<List<String>> rows, int columns) {
    int count = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[count];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], Printable.width(row.get(i)));
      }
    }
    int total = 2 * Math.max(0, count - 1);
    for (int width : widths) {
      total += width;
    }
    for (; total > columns; total--) {
      int widest = Math.min(1, count - 1);
      for (int i = 1; i < count; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= 4) {
        break;
      }
      widths[widest]--;
    }
    return widths;
  }

  /** {@code text} in exactly {@code columns}: shortened in the middle, or filled up. */
  static String cell(String text, int columns, Theme theme) {
    String shown = Printable.shorten(text, columns, theme.ellipsis());
    return shown + " ".repeat(Math.max(0, columns - Printable.width(shown)));
  }
}
