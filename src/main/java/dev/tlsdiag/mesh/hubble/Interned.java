package dev.tlsdiag.mesh.hubble;

import java.util.Arrays;
import java.util.List;

/**
 * Texts and lists that come again and again, kept once: a million flows name a few hundred pods.
 * Each has one place to be; another one of the same place takes it. So the memory is bounded and
 * what comes often is found.
 */
final class Interned {
  private static final int TEXTS = 1 << 14;
  private static final int LISTS = 1 << 12;

  /** Longer ones rarely come twice. */
  private static final int LONGEST = 256;

  /** Labels of a pod are a dozen; more are not worth a comparison. */
  private static final int LONGEST_LIST = 64;

  private final String[] texts = new String[TEXTS];

  /** The same again: arrays are compared eight bytes at once, whichever compiler is at work. */
  private final char[][] characters = new char[TEXTS][];

  private final Object[] lists = new Object[LISTS];

  String text(char[] buffer, int from, int length) {
    if (length == 0) {
      return "";
    }
    if (length > LONGEST) {
      return new String(buffer, from, length);
    }
    int hash = 0;
    for (int i = from, end = from + length; i < end; i++) {
      hash = 31 * hash + buffer[i];
    }
    int place = (hash ^ hash >>> 15) & TEXTS - 1;
    char[] known = characters[place];
    if (known == null
        || known.length != length
        || !Arrays.equals(known, 0, length, buffer, from, from + length)) {
      characters[place] = Arrays.copyOfRange(buffer, from, from + length);
      texts[place] = new String(buffer, from, length);
    }
    return texts[place];
  }

  /** The first {@code length} of {@code texts} as a list that does not change. */
  @SuppressWarnings("unchecked") // an array of lists cannot be made
  List<String> list(String[] texts, int length) {
    if (length == 0) {
      return List.of();
    }
    if (length > LONGEST_LIST) {
      return List.of(Arrays.copyOf(texts, length));
    }
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + texts[i].hashCode();
    }
    int place = (hash ^ hash >>> 15) & LISTS - 1;
    List<String> known = (List<String>) lists[place];
    if (known == null || known.size() != length || !same(known, texts, length)) {
      known = List.of(Arrays.copyOf(texts, length));
      lists[place] = known;
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // only a short cut: whoever is not the same is compared
  private static boolean same(List<String> known, String[] texts, int length) {
    for (int i = 0; i < length; i++) {
      String one = known.get(i);
      if (one != texts[i] && !one.equals(texts[i])) {
        return false;
      }
    }
    return true;
  }
}
