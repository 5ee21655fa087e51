package dev.tlsdiag.diagnose.explain;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a user pasted: one message, or lines of a log with colours, times and prefixes around it.
 *
 * @param text without control sequences
 * @param words the words of it in lower case, one blank between them, before and after
 */
record PastedText(String text, String words) {
  /** Enough for an excerpt; a whole log is none. */
  static final int MOST_CHARACTERS = 1 << 18;

  /** Control sequences of terminals (ECMA-48), and those for titles and links. */
  private static final Pattern CONTROL =
      Pattern.compile("\\x1b\\[[0-?]*[ -/]*[@-~]|\\x1b\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|\\x1b.");

  /** A log in JSON has these before quotes and between lines. */
  private static final Pattern ESCAPED = Pattern.compile("\\\\[nrt\"]");

  PastedText {
    requireNonNull(text, "text is null");
    requireNonNull(words, "words is null");
  }

  static PastedText of(String pasted) {
    String bounded =
        pasted.length() > MOST_CHARACTERS ? pasted.substring(0, MOST_CHARACTERS) : pasted;
    String text = CONTROL.matcher(bounded).replaceAll("");
    return new PastedText(text, wordsOf(ESCAPED.matcher(text).replaceAll(" ")));
  }

  /** Letters and digits, the rest as single blanks. */
  static String wordsOf(String text) {
    return " " + text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", " ").strip() + " ";
  }
}
