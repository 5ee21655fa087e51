package dev.tlsdiag.experiment.bisect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds a smallest set of differences that makes the good opening fail as the bad one does.
 *
 * <p>The differences stand in a row, the most suspect first. Halving finds the shortest beginning
 * of the row that fails: its last member is part of the cause. With that one made, the row before
 * it is searched again, until what was found fails alone. So a cause of m members among n
 * differences takes about m (log2 n + 1) trials. Differences of one kind are searched as one first.
 */
final class CauseSearch {
  /** A cause with more members of one kind is told as that kind. */
  private static final int MOST_OF_A_KIND = 3;

  private final Mixtures mixtures;
  private final TrialLog log;
  private final Set<String> ways;
  private final Map<Set<Difference>, Boolean> known = new HashMap<>();

  /**
   * @param ways of failing that are the one looked for
   */
  CauseSearch(Mixtures mixtures, TrialLog log, Set<String> ways) {
    this.mixtures = mixtures;
    this.log = log;
    this.ways = Set.copyOf(ways);
    known.put(Set.of(), false);
  }

  /**
   * The members of a cause.
   *
   * @param failing differences that together are known to make it fail
   */
  Set<Difference> search(Set<Difference> failing) throws TrialLog.Exhausted {
    known.put(mixtures.closed(failing), true);
    List<Set<Difference>> kinds = kinds(failing);
    List<Set<Difference>> found = isolate(kinds, Set.of(), kinds.size());
    for (int i = 0; i < found.size(); i++) {
      Set<Difference> kind = found.get(i);
      if (kind.size() > 1) {
        List<Set<Difference>> others = new ArrayList<>(found);
        others.remove(i);
        List<Set<Difference>> members = isolate(single(kind), union(others), MOST_OF_A_KIND);
        if (!members.isEmpty()) {
          found.set(i, union(members));
        }
      }
    }
    return withoutNeedless(union(found));
  }

  /**
   * A member brings along what it needs, and that may be the cause: a version of TLS brings its key
   * shares.
   */
  private Set<Difference> withoutNeedless(Set<Difference> members) throws TrialLog.Exhausted {
    Set<Difference> kept = new LinkedHashSet<>(members);
    for (Difference member : members) {
      Set<Difference> needs = new LinkedHashSet<>(mixtures.closed(Set.of(member)));
      needs.remove(member);
      Set<Difference> others = new LinkedHashSet<>(kept);
      others.remove(member);
      Set<Difference> instead = new LinkedHashSet<>(others);
      instead.addAll(needs);
      if (!needs.isEmpty() && fails(instead)) {
        List<Set<Difference>> found = isolate(single(needs), others, MOST_OF_A_KIND);
        kept.remove(member);
        kept.addAll(found.isEmpty() ? needs : union(found));
      }
    }
    return kept;
  }

  private static List<Set<Difference>> single(Set<Difference> members) {
    List<Set<Difference>> single = new ArrayList<>();
    members.forEach(member -> single.add(Set.of(member)));
    return single;
  }

  /** Neighbours of one kind, in the order of the row. */
  private List<Set<Difference>> kinds(Set<Difference> failing) {
    List<Set<Difference>> kinds = new ArrayList<>();
    String last = "";
    for (Difference each : mixtures.differences()) {
      if (!failing.contains(each)) {
        continue;
      }
      if (!each.group().equals(last)) {
        kinds.add(new LinkedHashSet<>());
      }
      last = each.group();
      kinds.get(kinds.size() - 1).add(each);
    }
    return kinds;
  }

  /**
   * The units that make it fail together with the others; empty where there are more than so many.
   *
   * @param others are made anyway; alone they work
   */
  private List<Set<Difference>> isolate(
      List<Set<Difference>> units, Set<Difference> others, int most) throws TrialLog.Exhausted {
    List<Set<Difference>> found = new ArrayList<>();
    Set<Difference> made = new LinkedHashSet<>(others);
    int end = units.size();
    while (end > 0 && (found.isEmpty() || !fails(made))) {
      if (found.size() == most) {
        return List.of();
      }
      int works = 0;
      int fails = end;
      while (fails - works > 1) {
        int middle = (works + fails) / 2;
        if (fails(beginning(units, middle, made))) {
          fails = middle;
        } else {
          works = middle;
        }
      }
      found.add(units.get(fails - 1));
      made.addAll(units.get(fails - 1));
      end = fails - 1;
    }
    return found;
  }

  private static Set<Difference> beginning(
      List<Set<Difference>> units, int count, Set<Difference> made) {
    Set<Difference> all = new LinkedHashSet<>(made);
    units.subList(0, count).forEach(all::addAll);
    return all;
  }

  private static Set<Difference> union(List<Set<Difference>> sets) {
    Set<Difference> all = new LinkedHashSet<>();
    sets.forEach(all::addAll);
    return all;
  }

  private boolean fails(Set<Difference> chosen) throws TrialLog.Exhausted {
    Set<Difference> closed = mixtures.closed(chosen);
    Boolean before = known.get(closed);
    if (before != null) {
      return before;
    }
    String what =
        chosen.size() == 1
            ? "good + [%s]".formatted(chosen.iterator().next().text())
            : "good + %d differences".formatted(chosen.size());
    Trial.Result result = log.ask(what, mixtures.with(closed));
    boolean fails = result.failed() && ways.contains(result.way());
    known.put(closed, fails);
    return fails;
  }
}
