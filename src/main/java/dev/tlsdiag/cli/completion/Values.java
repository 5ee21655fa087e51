package dev.tlsdiag.cli.completion;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * What may be given as the value of an option or as an argument.
 *
 * @param words candidates; one that ends with a colon is only the begin of a value
 * @param separator between words where one value holds several; else empty
 * @param namesFile whether an equals sign and a file follow a word
 * @param sources where more candidates come from
 * @param extensions how names of files end, without the dot; empty for any file
 */
public record Values(
    List<Word> words,
    String separator,
    boolean namesFile,
    Set<Source> sources,
    List<String> extensions) {
  /** Free text. */
  public static final Values UNKNOWN = new Values(List.of(), "", false, Set.of(), List.of());

  public Values {
    words = List.copyOf(words);
    requireNonNull(separator, "separator is null");
    sources = Set.copyOf(sources);
    extensions = List.copyOf(extensions);
  }

  /** What a shell finds when it is asked. */
  public enum Source {
    FILE,
    FOLDER,

    /** Network interfaces. */
    INTERFACE,
    HOST,

    /** A program, and behind it what that one takes. */
    PROGRAM
  }

  /**
   * One candidate.
   *
   * @param about what it stands for, in a few words; may be empty
   */
  public record Word(String text, String about) {
    public Word {
      requireNonNull(text, "text is null");
      requireNonNull(about, "about is null");
    }
  }

  /** One of these words. */
  public static Values of(List<Word> words) {
    return new Values(words, "", false, Set.of(), List.of());
  }

  /** Nothing but what a source gives. */
  public static Values of(Source source) {
    return new Values(List.of(), "", false, Set.of(source), List.of());
  }

  /** The texts of the words. */
  public List<String> texts() {
    return words.stream().map(Word::text).toList();
  }

  boolean from(Source source) {
    return sources.contains(source);
  }

  /** Whether the words are many and say what they are: a list of its own in a script. */
  boolean isExplained() {
    return words.stream().anyMatch(word -> !word.about().isEmpty());
  }
}
