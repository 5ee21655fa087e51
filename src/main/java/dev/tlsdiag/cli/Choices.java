package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import java.util.List;

/** Values of options that are one of a few words. */
final class Choices {
  private Choices() {}

  /** Wrong usage where the value is none of the words; says the nearest. */
  static void requireOneOf(String option, String given, List<String> known) {
    requireOneOf(option, given, "", known);
  }

  /**
   * The same of a word with more behind it.
   *
   * @param rest what stands behind the word, kept in the attempt: {@code =report.html}
   */
  static void requireOneOf(String option, String given, String rest, List<String> known) {
    if (!known.contains(given)) {
      CommandException problem =
          CommandException.usage("unknown value '%s' after '%s'".formatted(given, option));
      List<String> near = DidYouMean.nearest(given, known);
      throw near.isEmpty()
          ? problem.likely(String.join(", ", known))
          : problem.likely(near.get(0)).attempt(option + " " + ShellWord.quote(near.get(0) + rest));
    }
  }
}
