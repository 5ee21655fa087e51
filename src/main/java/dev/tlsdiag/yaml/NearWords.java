package dev.tlsdiag.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Guesses the word that was meant. The guess is shown, never taken. */
public final class NearWords {
  private NearWords() {}

  /** The nearest of {@code known}, best first, at most three; empty when nothing is near. */
  public static List<String> nearest(String given, Collection<String> known) {
    int limit = Math.max(1, bare(given).length() / 3);
    return known.stream()
        .filter(word -> distance(bare(given), bare(word)) <= limit || extendsTo(given, word))
        .sorted(
            Comparator.<String>comparingInt(word -> distance(bare(given), bare(word)))
                .thenComparing(Comparator.naturalOrder()))
        .limit(3)
        .toList();
  }

  /** Whether {@code word} goes on where a given word of three letters or more stopped. */
  private static boolean extendsTo(String given, String word) {
    return bare(given).length() >= 3 && bare(word).startsWith(bare(given));
  }

  private static String bare(String option) {
    int start = 0;
    while (start < option.length() && option.charAt(start) == '-') {
      start++;
    }
    return option.substring(start);
  }

  /** Insertions, deletions, substitutions and swaps of neighbours, each counting one. */
  public static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
        best = Math.min(best, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
      }
    }
    return cost[a.length()][b.length()];
  }
}
