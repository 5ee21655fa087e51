package dev.tlsdiag.tls;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Two lists of different items, and every list between them: each item that only one of them has,
 * and each that stands elsewhere, can be taken from the one or the other.
 *
 * @param left without repetition
 * @param right without repetition
 */
record ItemDelta(List<String> left, List<String> right) {
  ItemDelta {
    left = List.copyOf(left);
    right = List.copyOf(right);
  }

  List<String> added() {
    return right.stream().filter(item -> !left.contains(item)).toList();
  }

  List<String> removed() {
    return left.stream().filter(item -> !right.contains(item)).toList();
  }

  /** As few items of both as can be moved so that the rest stands in the same order. */
  List<String> moved() {
    Set<String> settled = settled();
    return right.stream().filter(i -> left.contains(i) && !settled.contains(i)).toList();
  }

  /** The list with these of the changes made; all of them give {@code right}, none {@code left}. */
  List<String> merged(Set<String> adding, Set<String> removing, Set<String> moving) {
    Set<String> settled = settled();
    List<String> merged = new ArrayList<>();
    for (String item : left) {
      if (!removing.contains(item) && !moving.contains(item)) {
        merged.add(item);
      }
    }
    int at = 0;
    for (String item : right) {
      if (adding.contains(item) || moving.contains(item)) {
        merged.add(at, item);
        at++;
      } else if (settled.contains(item)) {
        at = merged.indexOf(item) + 1;
      }
    }
    return merged;
  }

  /** A longest run of common items that stand in the same order in both. */
  private Set<String> settled() {
    List<String> common = left.stream().filter(right::contains).toList();
    int[] length = new int[common.size()];
    int[] before = new int[common.size()];
    int best = -1;
    for (int i = 0; i < common.size(); i++) {
      length[i] = 1;
      before[i] = -1;
      for (int j = 0; j < i; j++) {
        boolean inOrder = right.indexOf(common.get(j)) < right.indexOf(common.get(i));
        if (inOrder && length[j] + 1 > length[i]) {
          length[i] = length[j] + 1;
          before[i] = j;
        }
      }
      if (best < 0 || length[i] > length[best]) {
        best = i;
      }
    }
    Set<String> settled = new HashSet<>();
    for (int i = best; i >= 0; i = before[i]) {
      settled.add(common.get(i));
    }
    return new LinkedHashSet<>(settled);
  }
}
