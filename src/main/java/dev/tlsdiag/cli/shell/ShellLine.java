package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A line, cut into words as POSIX {@code sh} does (XCU 2.2): single quotes, double quotes,
 * backslashes, and {@code #} before a word for a comment.
 *
 * @param words in order; empty for a line of blanks or a comment
 * @param open what is missing at the end, a quote or the line after a backslash; empty where
 *     nothing is
 */
record ShellLine(List<Word> words, String open) {
  ShellLine {
    words = List.copyOf(words);
    requireNonNull(open, "open is null");
  }

  /** How a piece of a word was written. */
  enum Quoting {
    NONE,
    SINGLE,
    DOUBLE
  }

  /**
   * A piece of a word.
   *
   * @param text without quotes; of a reference as written, {@code $1.sni} or {@code ${1.sni}}
   * @param reference whether it stands for something else
   */
  record Piece(String text, Quoting quoting, boolean reference) {
    Piece {
      requireNonNull(text, "text is null");
      requireNonNull(quoting, "quoting is null");
    }
  }

  /**
   * One word.
   *
   * @param start of the line's characters, the first
   * @param end behind the last, quotes included
   */
  record Word(int start, int end, List<Piece> pieces) {
    Word {
      pieces = List.copyOf(pieces);
    }

    /** Without quotes; references as they are written. */
    String text() {
      return pieces.stream().map(Piece::text).collect(Collectors.joining());
    }

    boolean quoted() {
      return pieces.stream().anyMatch(piece -> piece.quoting() != Quoting.NONE);
    }

    boolean hasReference() {
      return pieces.stream().anyMatch(Piece::reference);
    }
  }

  /** Whether more lines belong to it. */
  boolean isUnfinished() {
    return !open.isEmpty();
  }

  List<String> texts() {
    return words.stream().map(Word::text).toList();
  }

  static ShellLine parse(String line) {
    return new Cutter(line).cut();
  }

  /** Walks over a line once. */
  private static final class Cutter {
    private final String line;
    private final List<Word> words = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private List<Piece> pieces = new ArrayList<>();
    private String open = "";
    private int at;

    Cutter(String line) {
      this.line = line;
    }

    ShellLine cut() {
      while (at < line.length()) {
        char c = line.charAt(at);
        if (c == '\\' && at + 1 < line.length() && line.charAt(at + 1) == '\n') {
          at += 2; // a line that goes on
        } else if (Character.isWhitespace(c)) {
          at++;
        } else if (c == '#') {
          int end = line.indexOf('\n', at);
          at = end < 0 ? line.length() : end;
        } else {
          word();
        }
      }
      return new ShellLine(words, open);
    }

    private void word() {
      int start = at;
      pieces = new ArrayList<>();
      while (at < line.length() && !Character.isWhitespace(line.charAt(at))) {
        char c = line.charAt(at);
        switch (c) {
          case '\'' -> single();
          case '"' -> doubled();
          case '\\' -> backslash();
          case '$' -> reference(Quoting.NONE);
          default -> {
            text.append(c);
            at++;
          }
        }
      }
      flush(Quoting.NONE);
      if (!pieces.isEmpty()) {
        words.add(new Word(start, at, pieces));
      }
    }

    private void flush(Quoting quoting) {
      if (!text.isEmpty()) {
        pieces.add(new Piece(text.toString(), quoting, false));
        text.setLength(0);
      }
    }

    private void single() {
      flush(Quoting.NONE);
      int end = line.indexOf('\'', at + 1);
      int last = end < 0 ? line.length() : end;
      pieces.add(new Piece(line.substring(at + 1, last), Quoting.SINGLE, false));
      open = end < 0 ? "'" : "";
      at = end < 0 ? line.length() : end + 1;
    }

    private void doubled() {
      flush(Quoting.NONE);
      at++;
      boolean empty = true;
      while (at < line.length() && line.charAt(at) != '"') {
        char c = line.charAt(at);
        empty = false;
        if (c == '$') {
          reference(Quoting.DOUBLE);
        } else if (c == '\\'
            && at + 1 < line.length()
            && "$`\"\\\n".indexOf(line.charAt(at + 1)) >= 0) {
          if (line.charAt(at + 1) != '\n') {
            text.append(line.charAt(at + 1));
          }
          at += 2;
        } else {
          text.append(c);
          at++;
        }
      }
      flush(Quoting.DOUBLE);
      if (empty) {
        pieces.add(new Piece("", Quoting.DOUBLE, false));
      }
      open = at < line.length() ? "" : "\"";
      at = Math.min(at + 1, line.length());
    }

    private void backslash() {
      flush(Quoting.NONE);
      if (at + 1 == line.length()) {
        open = "\\";
        at++;
        return;
      }
      if (line.charAt(at + 1) != '\n') {
        pieces.add(new Piece(line.substring(at + 1, at + 2), Quoting.SINGLE, false));
      }
      at += 2;
    }

    /** {@code $}, {@code $1.sni}, {@code $.findings.0.rule}, {@code $NAME}, {@code ${…}}. */
    private void reference(Quoting quoting) {
      int end = at + 1;
      if (end < line.length() && line.charAt(end) == '{') {
        int close = line.indexOf('}', end);
        end = close < 0 ? line.length() : close + 1;
      } else {
        while (end < line.length() && isPath(line.charAt(end))) {
          end++;
        }
        while (line.charAt(end - 1) == '.' && end - at > 1) {
          end--; // the end of a sentence, or of a host name
        }
      }
      flush(quoting);
      pieces.add(new Piece(line.substring(at, end), quoting, true));
      at = end;
    }

    private static boolean isPath(char c) {
      return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.');
    }
  }
}
