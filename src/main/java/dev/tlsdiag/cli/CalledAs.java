package dev.tlsdiag.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words that a user types to call the program: {@code tlsdiag}, or {@code kubectl tlsdiag}
 * where kubectl started it as its plugin. Help and advice are written for the first and told in the
 * words that work where they are read.
 */
final class CalledAs {
  /** Set by the launcher. */
  static final String PROPERTY = "tlsdiag.called";

  private CalledAs() {}

  /** The text with the command lines in it as this user types them. */
  static String told(String text) {
    String words = System.getProperty(PROPERTY);
    return words == null ? text : told(text, words);
  }

  /**
   * @param words in place of {@code tlsdiag} wherever a command of it, or an option, follows
   */
  static String told(String text, String words) {
    String next = Commands.ALL.stream().map(Commands.Entry::name).collect(Collectors.joining("|"));
    return Pattern.compile("(?<![\\w./-])tlsdiag(?= (?:(?:" + next + "|help|COMMAND)\\b|-))")
        .matcher(text)
        .replaceAll(Matcher.quoteReplacement(words));
  }
}
