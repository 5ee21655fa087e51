package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.experiment.bisect.BisectResult.Sent;
import dev.tlsdiag.experiment.bisect.BisectResult.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the smallest difference between a good and a bad opening that makes a server fail, and
 * shows that it does: with it the good one fails, without it the bad one works, each of them
 * repeatedly and in an order that no server knows.
 */
public final class Bisection {
  public static final int USUAL_TRIALS = 60;

  /** Below this not even a single cause can be shown. */
  public static final int LEAST_TRIALS = 24;

  /**
   * Good (false) and bad by the Thue–Morse sequence: a server that fails every second, third,
   * fourth or fifth time does not fall into step with it.
   */
  private static final boolean[] ALTERNATION = {false, true, true, false, true, false, false, true};

  private static final int REPEATS = 3;
  private static final int MOST_CAUSES = 3;
  private static final int ARMS = 4;

  private final Mixtures mixtures;
  private final TrialLog log;
  private final int most;
  private final Random random;
  private final Map<String, Arm> arms = new LinkedHashMap<>();
  private final List<Cause> causes = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private Optional<SizeRange> size = Optional.empty();

  /** What is sent repeatedly, and has to work, or to fail. */
  private static final class Arm {
    private final String what;
    private final Opening opening;
    private final boolean expected;
    private int worked;
    private int failed;
    private int unreachable;
    private final Set<String> ways = new LinkedHashSet<>();

    Arm(String what, Opening opening, boolean expected) {
      this.what = what;
      this.opening = opening;
      this.expected = expected;
    }

    void count(Trial.Result result) {
      switch (result.kind()) {
        case WORKED -> worked++;
        case FAILED -> {
          failed++;
          ways.add(result.way());
        }
        case UNREACHABLE -> unreachable++;
      }
    }

    Tally tally() {
      return new Tally(what, expected, worked, failed, String.join(", ", ways));
    }
  }

  /**
   * A search that is made once.
   *
   * @param most trials that may be made
   * @param random shuffles the last repetitions
   */
  public Bisection(Mixtures mixtures, Trial trial, int most, Random random) {
    this.mixtures = requireNonNull(mixtures, "mixtures is null");
    this.most = most;
    this.random = requireNonNull(random, "random is null");
    log = new TrialLog(trial, most);
  }

  public BisectResult run() {
    long begin = System.nanoTime();
    Verdict verdict;
    try {
      verdict = mixtures.differences().isEmpty() ? Verdict.NOTHING_DIFFERS : searched();
    } catch (TrialLog.Exhausted e) {
      verdict = Verdict.OUT_OF_TRIALS;
    }
    if (verdict != Verdict.CAUSE) {
      causes.clear();
      size = Optional.empty();
    }
    List<Sent> sent =
        log.entries().stream()
            .map(e -> new Sent(e.number(), e.what(), e.result().worked(), e.result().way()))
            .toList();
    return new BisectResult(
        verdict,
        mixtures.good(),
        mixtures.bad(),
        mixtures.differences(),
        causes,
        size,
        arms.values().stream().map(Arm::tally).filter(t -> t.all() > 0).toList(),
        sent,
        most,
        Duration.ofNanos(System.nanoTime() - begin),
        notes);
  }

  private Verdict searched() throws TrialLog.Exhausted {
    Arm good = arm("good", mixtures.good(), true);
    Arm bad = arm("bad", mixtures.bad(), false);
    for (boolean takesBad : ALTERNATION) {
      send(takesBad ? bad : good);
      if (good.unreachable + bad.unreachable > 1 && good.worked + bad.worked == 0) {
        return Verdict.UNREACHABLE;
      }
    }
    if (good.failed + bad.failed + good.unreachable + bad.unreachable == 0) {
      for (boolean takesBad : ALTERNATION) { // a second look: it might fail now and then
        send(takesBad ? bad : good);
      }
    }
    Optional<Verdict> early = withoutSearch(good, bad);
    if (early.isPresent()) {
      return early.get();
    }
    log.reserve(ARMS * REPEATS);
    Optional<SizeSearch.Found> found = new SizeSearch(mixtures, log, bad.ways).search();
    if (found.isPresent()) {
      SizeRange range = found.get().range();
      size = Optional.of(range);
      arm("%d bytes".formatted(found.get().failing().size()), found.get().failing(), false);
      arm("%d bytes".formatted(found.get().working().size()), found.get().working(), true);
    } else {
      causes(bad.ways);
    }
    log.reserve(0);
    return repeated() ? Verdict.CAUSE : Verdict.FLAPPING;
  }

  private static Optional<Verdict> withoutSearch(Arm good, Arm bad) {
    boolean mixed = good.worked > 0 && good.failed > 0 || bad.worked > 0 && bad.failed > 0;
    if (mixed || good.unreachable + bad.unreachable > 0) {
      return Optional.of(Verdict.FLAPPING);
    }
    if (good.worked > 0 && bad.worked > 0) {
      return Optional.of(Verdict.BOTH_WORK);
    }
    if (good.failed > 0) {
      return Optional.of(bad.failed > 0 ? Verdict.NOT_IN_HELLO : Verdict.SWAPPED);
    }
    return Optional.empty();
  }

  private void causes(Set<String> badWays) throws TrialLog.Exhausted {
    Set<Difference> failing = new LinkedHashSet<>(mixtures.differences());
    Set<Difference> undone = new LinkedHashSet<>();
    Set<String> ways = badWays;
    boolean healed = false;
    while (!healed && causes.size() < MOST_CAUSES) {
      Set<Difference> members = new CauseSearch(mixtures, log, ways).search(failing);
      undone.addAll(members);
      Cause cause = new Cause(inOrder(members), List.of(), String.join(", ", ways));
      Trial.Result rest = ask("bad" + without(cause.members()), mixtures.without(undone));
      if (!rest.worked() && members.stream().allMatch(Difference::grease)) {
        cause = anyGrease(cause, undone);
        if (!cause.alternatives().isEmpty()) {
          undone.addAll(cause.alternatives());
          rest = Trial.Result.WORKED;
        }
      }
      causes.add(cause);
      healed = rest.worked();
      failing = mixtures.without(undone);
      ways = Set.of(rest.way());
      if (rest.kind() == Trial.Kind.UNREACHABLE || failing.isEmpty()) {
        break;
      }
    }
    for (Cause cause : causes) {
      Set<Difference> members = Set.copyOf(cause.members());
      arm("good" + with(cause.members()), mixtures.with(members), false);
      int half = (members.size() + 1) / 2;
      if (members.size() > 1) {
        only(cause.members().subList(0, half));
        only(cause.members().subList(half, members.size()));
      }
    }
    if (healed) {
      String what = causes.stream().map(c -> without(c.members())).collect(Collectors.joining());
      arm("bad" + what, mixtures.with(mixtures.without(undone)), true);
    } else {
      notes.add(
          "without %s the bad hello still fails (%s): there is more, and it was not searched for"
              .formatted(causes.size() == 1 ? "it" : "these", String.join(", ", ways)));
    }
  }

  private List<Difference> inOrder(Set<Difference> members) {
    return mixtures.differences().stream().filter(members::contains).toList();
  }

  /** Less than the whole cause, with which it works. */
  private void only(List<Difference> members) {
    arm("good" + with(members), mixtures.with(Set.copyOf(members)), true);
  }

  /** As {@code + [extension padding added]}. */
  private static String with(List<Difference> members) {
    return label(members, " + [%s]");
  }

  private static String without(List<Difference> members) {
    return label(members, " - [%s]");
  }

  private static String label(List<Difference> members, String each) {
    return members.size() > 3
        ? each.formatted(members.get(0).text() + " and %d more".formatted(members.size() - 1))
        : members.stream().map(m -> each.formatted(m.text())).collect(Collectors.joining());
  }

  /**
   * Where one GREASE value is enough, and the bad one works without all of them and not without
   * this one, others are enough too: one of them is looked for.
   */
  private Cause anyGrease(Cause cause, Set<Difference> undone) throws TrialLog.Exhausted {
    List<Difference> others =
        new ArrayList<>(
            mixtures.differences().stream()
                .filter(d -> d.grease() && !undone.contains(d))
                .toList());
    Set<Difference> all = new LinkedHashSet<>(undone);
    all.addAll(others);
    if (others.isEmpty() || !ask("bad without any GREASE value", mixtures.without(all)).worked()) {
      return cause;
    }
    for (Difference other : List.copyOf(others)) {
      if (ask("good" + with(List.of(other)), Set.of(other)).failed()) {
        others.remove(other);
        others.add(0, other);
        return new Cause(cause.members(), others, cause.way());
      }
    }
    return cause;
  }

  private Trial.Result ask(String what, Set<Difference> chosen) throws TrialLog.Exhausted {
    return log.ask(what, mixtures.with(chosen));
  }

  private Arm arm(String what, Opening opening, boolean expected) {
    return arms.computeIfAbsent(what, name -> new Arm(name, opening, expected));
  }

  private void send(Arm arm) throws TrialLog.Exhausted {
    arm.count(log.ask(arm.what, arm.opening));
  }

  /** All of them once more, some times, shuffled; false where one did not come as before. */
  private boolean repeated() throws TrialLog.Exhausted {
    List<Arm> all = new ArrayList<>(arms.values());
    List<Arm> order = new ArrayList<>();
    for (int i = 0; i < REPEATS; i++) {
      order.addAll(all);
    }
    // The arms that are fewest have to be repeated; a third time only as far as trials are left.
    Collections.shuffle(order, random);
    Map<Arm, Integer> made = new LinkedHashMap<>();
    int surplus = Math.max(0, order.size() - log.left());
    for (Arm arm : order) {
      boolean enough = made.getOrDefault(arm, 0) >= REPEATS - 1;
      if (surplus > 0 && enough) {
        surplus--;
        continue;
      }
      made.merge(arm, 1, Integer::sum);
      send(arm);
    }
    return all.stream().allMatch(a -> a.tally().asExpected() && a.unreachable == 0);
  }
}
