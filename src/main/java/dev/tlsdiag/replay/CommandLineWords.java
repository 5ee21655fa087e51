package dev.tlsdiag.replay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Splits a pasted command line into its words: as a POSIX shell does (with {@code $'…'}), as
 * Windows' {@code cmd} does ({@code ^} in front of a character or at the end of a line), or as
 * PowerShell does (a backtick there).
 */
final class CommandLineWords {
  private static final Pattern CMD = Pattern.compile("\\^\\s*\\R|\\^\"");
  private static final Pattern POWERSHELL = Pattern.compile("`\\s*\\R");

  private static final Map<Character, Character> ESCAPES =
      Map.of(
          'n', '\n', 't', '\t', 'r', '\r', 'a', '\007', 'b', '\b', 'e', '\033', 'f', '\f', 'v',
          '\013');

  private final String text;
  private int at;
  private final List<String> words = new ArrayList<>();
  private StringBuilder word;

  private CommandLineWords(String text) {
    this.text = text;
  }

  /**
   * The words of one command.
   *
   * @throws IllegalArgumentException where a quote is not closed, with a message for the user
   */
  static List<String> split(String text) {
    if (CMD.matcher(text).find()) {
      return new CommandLineWords(withoutCarets(text)).windows();
    }
    if (POWERSHELL.matcher(text).find()) {
      return new CommandLineWords(POWERSHELL.matcher(text).replaceAll(" ")).powerShell();
    }
    return new CommandLineWords(text).posix();
  }

  private List<String> posix() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      switch (c) {
        case ' ', '\t', '\n', '\r' -> endWord();
        case '\'' -> append(until('\''));
        case '"' -> doubleQuoted();
        case '$' -> dollar();
        case '\\' -> escaped();
        case '#' -> {
          if (word == null) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
          } else {
            append("#");
          }
        }
        default -> append(String.valueOf(c));
      }
    }
    endWord();
    return words;
  }

  private void escaped() {
    if (at < text.length() && text.charAt(at) == '\r') {
      at++; // a line end of Windows
    }
    if (at < text.length()) {
      char next = text.charAt(at++);
      if (next != '\n') {
        append(String.valueOf(next));
      }
    }
  }

  private void dollar() {
    if (at < text.length() && text.charAt(at) == '\'') {
      at++;
      ansiQuoted();
    } else if (at < text.length() && text.charAt(at) == '"') {
      at++;
      doubleQuoted();
    } else {
      append("$");
    }
  }

  private void doubleQuoted() {
    append("");
    while (true) {
      char c = next('"');
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        char escaped = next('"');
        if (escaped != '\n') {
          append("$`\"\\".indexOf(escaped) >= 0 ? "" : "\\").append(escaped);
        }
      } else {
        word.append(c);
      }
    }
  }

  private void ansiQuoted() {
    append("");
    while (true) {
      char c = next('\'');
      if (c == '\'') {
        return;
      }
      if (c != '\\') {
        word.append(c);
        continue;
      }
      char kind = next('\'');
      if (ESCAPES.containsKey(kind)) {
        word.append(ESCAPES.get(kind).charValue());
      } else if (kind == 'u' || kind == 'U') {
        word.appendCodePoint(number(16, kind == 'u' ? 4 : 8, "\\" + kind));
      } else if (kind == 'x') {
        bytes(number(16, 2, "\\x"));
      } else if (kind >= '0' && kind <= '7') {
        at--;
        bytes(number(8, 3, "\\"));
      } else {
        word.append(kind);
      }
    }
  }

  /** Bytes from 0x80 on make up UTF-8 together with those that follow. */
  private void bytes(int first) {
    if (first < 0x80) {
      word.append((char) first);
      return;
    }
    List<Integer> run = new ArrayList<>(List.of(first));
    while (text.startsWith("\\x", at)) {
      at += 2;
      run.add(number(16, 2, "\\x"));
    }
    byte[] bytes = new byte[run.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = run.get(i).byteValue();
    }
    word.append(new String(bytes, StandardCharsets.UTF_8));
  }

  private int number(int radix, int maxDigits, String escape) {
    int from = at;
    while (at < text.length()
        && at - from < maxDigits
        && Character.digit(text.charAt(at), radix) >= 0) {
      at++;
    }
    if (at == from) {
      throw new IllegalArgumentException("no number after '%s'".formatted(escape));
    }
    int value = Integer.parseUnsignedInt(text.substring(from, at), radix);
    return value < 0 || value > Character.MAX_CODE_POINT ? 0xfffd : value;
  }

  /** What cmd.exe leaves: a caret is gone and its next character means nothing special. */
  private static String withoutCarets(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '^' && !quoted && i + 1 < text.length()) {
        int next = i + 1;
        while (next < text.length() && " \t\r".indexOf(text.charAt(next)) >= 0) {
          next++;
        }
        if (next < text.length() && text.charAt(next) == '\n') {
          i = next;
          // A line that follows empty is a line end that was meant.
          out.append(text.startsWith("\n", i + 1) ? "\n" : " ");
          i += text.startsWith("\n", i + 1) ? 1 : 0;
        } else {
          out.append(text.charAt(++i));
        }
      } else {
        quoted ^= c == '"';
        out.append(c);
      }
    }
    return out.toString();
  }

  /** As programs on Windows split what cmd.exe passed on. */
  private List<String> windows() {
    boolean quoted = false;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        int from = at - 1;
        while (at < text.length() && text.charAt(at) == '\\') {
          at++;
        }
        int count = at - from;
        boolean beforeQuote = at < text.length() && text.charAt(at) == '"';
        append("\\".repeat(beforeQuote ? count / 2 : count));
        if (beforeQuote && count % 2 == 1) {
          append("\"");
          at++;
        }
      } else if (c == '"') {
        append("");
        if (quoted && at < text.length() && text.charAt(at) == '"') {
          append("\"");
          at++;
        } else {
          quoted = !quoted;
        }
      } else if (!quoted && " \t\r\n".indexOf(c) >= 0) {
        endWord();
      } else {
        append(String.valueOf(c));
      }
    }
    if (quoted) {
      throw unclosed('"');
    }
    endWord();
    return words;
  }

  private List<String> powerShell() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\'' || c == '"') {
        append("");
        for (char q = next(c); ; q = next(c)) {
          boolean doubled = q == c && at < text.length() && text.charAt(at) == c;
          if (q == c && !doubled) {
            break;
          }
          if (doubled || c == '"' && q == '`') {
            q = next(c);
          }
          word.append(q);
        }
      } else if (" \t\r\n".indexOf(c) >= 0) {
        endWord();
      } else {
        append(
            c == '`' && at < text.length() ? String.valueOf(text.charAt(at++)) : String.valueOf(c));
      }
    }
    endWord();
    return words;
  }

  private String until(char quote) {
    int end = text.indexOf(quote, at);
    if (end < 0) {
      throw unclosed(quote);
    }
    String inside = text.substring(at, end);
    at = end + 1;
    return inside;
  }

  private char next(char quote) {
    if (at >= text.length()) {
      throw unclosed(quote);
    }
    return text.charAt(at++);
  }

  private static IllegalArgumentException unclosed(char quote) {
    return new IllegalArgumentException("a quote %c is not closed".formatted(quote));
  }

  private StringBuilder append(String part) {
    if (word == null) {
      word = new StringBuilder();
    }
    return word.append(part);
  }

  private void endWord() {
    if (word != null) {
      words.add(word.toString());
      word = null;
    }
  }
}
