package dev.tlsdiag.cli;

import dev.tlsdiag.yaml.NearWords;
import java.util.Collection;
import java.util.List;

/** Guesses the word that was meant. The guess is shown, never run. */
final class DidYouMean {
  private DidYouMean() {}

  /** The nearest of {@code known}, best first, at most three; empty when nothing is near. */
  static List<String> nearest(String given, Collection<String> known) {
    return NearWords.nearest(given, known);
  }

  /** Insertions, deletions, substitutions and swaps of neighbours, each counting one. */
  static int distance(String a, String b) {
    return NearWords.distance(a, b);
  }
}
