package dev.tlsdiag.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;

/**
 * What an option or an argument takes, as far as it can be told before: completion in shells,
 * guesses at slips and manual pages are made from it. Declared where the option is, as its {@code
 * completionCandidates}; the usual ones are in {@link Takes}.
 *
 * <p>Iterating gives the {@link #words}. Made anew for each option, so it must cost nothing until
 * it is asked.
 */
abstract class ValueKind implements Iterable<String> {
  /** Where more values are found than can be written down. */
  enum Source {
    /** Files, and folders on the way to them. */
    FILE,
    FOLDER,

    /** Network interfaces of this machine. */
    INTERFACE,

    /** Names and addresses of servers that were seen lately. */
    HOST
  }

  /** What can be written down, in the order in which a reader is to meet it. */
  List<String> words() {
    return List.of();
  }

  /** Whether nothing but the words is right. */
  boolean closed() {
    return sources().isEmpty() && !words().isEmpty();
  }

  /** Between values, where one word may hold several: {@code h2,http/1.1}. */
  Optional<String> separator() {
    return Optional.empty();
  }

  /** Whether a file may follow a word, {@code html=report.html}. */
  boolean namesFile() {
    return false;
  }

  /** Beside the words; without any, and without words, the value is free text. */
  Set<Source> sources() {
    return Set.of();
  }

  /** How the files' names end, such as {@code pcapng}; empty for any file. */
  List<String> extensions() {
    return List.of();
  }

  /** Wrong usage where the value is none of the words; says the nearest. */
  final void check(String option, String given) {
    Choices.requireOneOf(option, given, words());
  }

  /** What was declared; empty for free text. */
  static Optional<ValueKind> of(ArgSpec argument) {
    return argument.completionCandidates() instanceof ValueKind kind
        ? Optional.of(kind)
        : Optional.empty();
  }

  @Override
  public final Iterator<String> iterator() {
    return words().iterator();
  }
}
