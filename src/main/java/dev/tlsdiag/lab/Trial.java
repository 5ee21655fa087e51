package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A command to try on a running scenario, run with an empty standard input.
 *
 * @param about what it shows, in half a sentence
 * @param program what has to be installed for it
 * @param words the program and its arguments, as they are before a shell reads them
 * @param succeeds whether it is to end with 0
 */
public record Trial(String about, String program, List<String> words, boolean succeeds) {
  public Trial {
    requireNonNull(about, "about is null");
    requireNonNull(program, "program is null");
    words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a trial has no words");
    }
  }
}
