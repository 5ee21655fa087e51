package dev.tlsdiag.cli.shell;

import dev.tlsdiag.cli.shell.ShellLine.Word;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Lines for the line editor: which word the cursor is in, and whether more lines have to come. */
final class ShellParser implements Parser {
  private static final String SPECIAL = " \t\n\\'\"*?[]#;&|<>()`";

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    ShellLine cut = ShellLine.parse(line);
    if (context == ParseContext.ACCEPT_LINE && cut.isUnfinished() && !isRaw(line)) {
      throw new EOFError(-1, -1, "the line goes on", cut.open());
    }
    List<String> words = new ArrayList<>();
    int index = -1;
    int start = cursor;
    for (Word word : cut.words()) {
      if (index < 0 && cursor <= word.end()) {
        index = words.size();
        if (cursor < word.start()) {
          words.add(""); // between two words
        } else {
          start = word.start();
        }
      }
      words.add(word.text());
    }
    if (index < 0) {
      index = words.size();
      words.add("");
    }
    return new Line(line, cursor, words, index, start);
  }

  /** What goes to another program as it is, and help. */
  static boolean isRaw(String line) {
    String stripped = line.strip();
    return stripped.startsWith("!") || stripped.equals("\\?") || stripped.equals("\\q");
  }

  /** A backslash begins commands of the shell, and continues no line where it is alone. */
  @Override
  public boolean isEscapeChar(char c) {
    return c == '\\';
  }

  /**
   * A line with a cursor in it.
   *
   * @param start of the word at the cursor, among the line's characters
   */
  private record Line(String line, int cursor, List<String> words, int wordIndex, int start)
      implements CompletingParsedLine {
    @Override
    public String word() {
      return words.get(wordIndex);
    }

    /** Within the word without quotes. */
    @Override
    public int wordCursor() {
      return Math.min(
          ShellLine.parse(typed()).texts().stream().mapToInt(String::length).sum(),
          word().length());
    }

    private String typed() {
      return line.substring(start, cursor);
    }

    @Override
    public int rawWordCursor() {
      return cursor - start;
    }

    @Override
    public int rawWordLength() {
      for (Word word : ShellLine.parse(line).words()) {
        if (word.start() == start && cursor > start) {
          return word.end() - start;
        }
      }
      return cursor - start;
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      String value = candidate.toString();
      String typed = typed();
      if (typed.startsWith("'")) {
        return "'" + value.replace("'", "'\\''") + (complete ? "'" : "");
      }
      if (typed.startsWith("\"")) {
        return "\"" + value.replaceAll("([\\\\\"$`])", "\\\\$1") + (complete ? "\"" : "");
      }
      boolean own = value.startsWith("$") || ShellCompleter.OWN.contains(value);
      return own ? value : escaped(value);
    }

    private static String escaped(String value) {
      StringBuilder text = new StringBuilder();
      for (char c : value.toCharArray()) {
        text.append(SPECIAL.indexOf(c) < 0 ? "" : "\\").append(c);
      }
      return text.toString();
    }
  }
}
