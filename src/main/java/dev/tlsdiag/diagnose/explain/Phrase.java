package dev.tlsdiag.diagnose.explain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Words of a message, in their order, with gaps for what varies.
 *
 * @param shown as a program prints it
 * @param parts between the gaps, at least one, as {@link PastedText#words}
 */
record Phrase(String shown, List<String> parts) {
  /** How far apart two parts of one message may stand. */
  private static final int WIDEST_GAP = 400;

  /** From here on a message may have been cut off in the middle of a word. */
  private static final int LONG = 16;

  private static final Pattern GAP =
      Pattern.compile("\\*|\\.\\.\\.|…|<[^<>]*>|\\b(?:NAME|HOST|PORT|FILE|X|N|T1|T2)\\b");

  /** A constant of a program is not the same as these words in a sentence. */
  private static final Pattern CONSTANT =
      Pattern.compile("[A-Z][A-Z0-9]{3,}|[A-Z0-9]+(_[A-Z0-9]+)+");

  Phrase {
    requireNonNull(shown, "shown is null");
    parts = List.copyOf(parts);
  }

  static Phrase of(String message) {
    List<String> parts =
        Stream.of(GAP.split(message))
            .map(PastedText::wordsOf)
            .filter(part -> !part.isBlank())
            .toList();
    return new Phrase(message.strip(), parts);
  }

  private boolean constant() {
    return CONSTANT.matcher(shown).matches();
  }

  /** A constant in its own spelling says a little more than the same words in a sentence. */
  double weight() {
    return constant() ? length() + 2 : length();
  }

  /** Characters of all its words. */
  int length() {
    return parts.stream().mapToInt(part -> part.strip().length()).sum();
  }

  /** Whether its parts stand in the text, in this order and not too far apart. */
  boolean in(PastedText text) {
    if (parts.isEmpty()) {
      return false;
    }
    if (constant()) {
      return Pattern.compile("(?<![A-Za-z0-9_])" + shown + "(?![A-Za-z0-9_])")
          .matcher(text.text())
          .find();
    }
    int from = 0;
    while (true) {
      int first = find(text.words(), parts.get(0), from);
      if (first < 0) {
        return false;
      }
      if (restFollows(text.words(), first + parts.get(0).length() - 1)) {
        return true;
      }
      from = first + 1;
    }
  }

  private boolean restFollows(String words, int end) {
    int at = end;
    for (String part : parts.subList(1, parts.size())) {
      int found = find(words, part, at);
      if (found < 0 || found - at > WIDEST_GAP) {
        return false;
      }
      at = found + part.length() - 1;
    }
    return true;
  }

  private static int find(String words, String part, int from) {
    String sought = part.length() >= LONG ? part.substring(0, part.length() - 1) : part;
    return words.indexOf(sought, from);
  }
}
