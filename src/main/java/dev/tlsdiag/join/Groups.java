package dev.tlsdiag.join;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Things that belong together, found pair by pair: disjoint sets, by identity. */
final class Groups<T> {
  private final Map<T, T> parents = new IdentityHashMap<>();
  private final List<T> all = new ArrayList<>();

  Groups(List<T> members) {
    for (T member : members) {
      parents.put(member, member);
      all.add(member);
    }
  }

  boolean has(T member) {
    return parents.containsKey(member);
  }

  @SuppressWarnings("ReferenceEquality") // by identity throughout
  T root(T member) {
    T at = member;
    while (parents.get(at) != at) {
      T parent = parents.get(at);
      parents.put(at, parents.get(parent)); // halves the way for the next one
      at = parent;
    }
    return at;
  }

  void join(T one, T other) {
    T a = root(one);
    T b = root(other);
    parents.put(b, a);
  }

  /** The groups, each in the order of its members. */
  List<List<T>> all() {
    Map<T, Integer> numbers = new IdentityHashMap<>();
    Map<Integer, List<T>> groups = new LinkedHashMap<>();
    for (T member : all) {
      int number = numbers.computeIfAbsent(root(member), r -> numbers.size());
      groups.computeIfAbsent(number, n -> new ArrayList<>()).add(member);
    }
    return List.copyOf(groups.values());
  }
}
