package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line: pieces of text with their roles. Texts are escaped already. */
record TextRow(List<Piece> pieces) {
  static final TextRow EMPTY = new TextRow(List.of());

  /**
   * A part of a line.
   *
   * @param role empty for plain text
   */
  record Piece(String text, Optional<Role> role) {}

  TextRow {
    pieces = List.copyOf(pieces);
  }

  static TextRow of(String text) {
    return EMPTY.and(text);
  }

  static TextRow of(Role role, String text) {
    return EMPTY.and(role, text);
  }

  TextRow and(String text) {
    return with(new Piece(text, Optional.empty()));
  }

  TextRow and(Role role, String text) {
    return with(new Piece(text, Optional.of(role)));
  }

  TextRow and(TextRow more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.addAll(more.pieces());
    return new TextRow(all);
  }

  private TextRow with(Piece piece) {
    return and(new TextRow(List.of(piece)));
  }

  int width() {
    return pieces.stream().mapToInt(piece -> Printable.width(piece.text())).sum();
  }

  /** With blanks up to a width, and at least one. */
  TextRow upTo(int width) {
    return and(" ".repeat(Math.max(1, width - width())));
  }

  /** Exactly so wide: cut where it is longer, with blanks where it is shorter. */
  String fit(int width, Theme theme) {
    StringBuilder out = new StringBuilder();
    int left = width;
    for (Piece piece : pieces) {
      boolean tooNarrow = left < theme.ellipsis().length();
      String text = Printable.cut(piece.text(), left, tooNarrow ? "" : theme.ellipsis());
      out.append(piece.role().map(role -> theme.paint(role, text)).orElse(text));
      left -= Printable.width(text);
      if (left <= 0) {
        break;
      }
    }
    return out.append(" ".repeat(Math.max(0, left))).toString();
  }
}
