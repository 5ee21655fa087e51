package dev.tlsdiag.experiment.bisect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.experiment.bisect.BisectResult.Verdict;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.WireCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The search against servers that are thought up, over many seeds. */
class BisectionTest {
  private static final Duration NONE = Duration.ZERO;
  private static final List<HelloTemplate> TEMPLATES = HelloTemplates.all();
  private static final int MOST = 40;
  private static final int RUNS = 60;

  private static Opening opening(HelloTemplate template, Framing framing) {
    ClientHello hello = template.to(Optional.of("app.example.test"), Optional.empty());
    return new Opening(template.name(), hello, framing.withRecordVersion(template.recordVersion()));
  }

  /** A good and a bad opening with about so many differences. */
  private static Mixtures mixtures(Random random, int wanted) {
    while (true) {
      HelloTemplate one = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
      HelloTemplate other = TEMPLATES.get(random.nextInt(TEMPLATES.size()));
      Framing framing =
          switch (random.nextInt(4)) {
            case 0 -> new Framing(List.of(100), List.of(), NONE, 0x0301);
            case 1 -> new Framing(List.of(), List.of(50), NONE, 0x0301);
            default -> Framing.ONE;
          };
      Mixtures whole = new Mixtures(opening(one, Framing.ONE), opening(other, framing));
      List<Difference> all = new ArrayList<>(whole.differences());
      Collections.shuffle(all, random);
      Set<Difference> chosen = new LinkedHashSet<>();
      for (Difference each : all) {
        Set<Difference> more = new LinkedHashSet<>(chosen);
        more.add(each);
        if (whole.closed(more).size() <= wanted) {
          chosen.addAll(more);
        }
      }
      Opening mixed = whole.with(chosen);
      Mixtures some =
          new Mixtures(whole.good(), new Opening("bad", mixed.hello(), mixed.framing()));
      if (some.differences().size() >= wanted - 4) {
        return some;
      }
    }
  }

  private static Trial server(Intolerance intolerance) {
    return (hello, framing) ->
        intolerance.dislikes(hello, framing)
            ? Trial.Result.failed("reset by server")
            : Trial.Result.WORKED;
  }

  private static BisectResult run(Mixtures mixtures, Trial trial, long seed) {
    return new Bisection(mixtures, trial, MOST, new Random(seed)).run();
  }

  /** A planted cause, and what a search has to say of it. */
  private record Plant(Difference difference, Intolerance intolerance) {}

  private static Optional<Plant> plant(Mixtures mixtures, Random random) {
    List<Difference> all = mixtures.differences();
    Difference chosen = all.get(random.nextInt(all.size()));
    return Intolerance.of(chosen, mixtures)
        .filter(i -> !dislikes(i, mixtures.good()) && dislikes(i, mixtures.bad()))
        .map(i -> new Plant(chosen, i));
  }

  private static boolean dislikes(Intolerance intolerance, Opening opening) {
    return intolerance.dislikes(opening.hello(), opening.framing());
  }

  private static String show(BisectResult result) {
    StringBuilder text = new StringBuilder(result.verdict() + "\n");
    result.differences().forEach(d -> text.append("  d ").append(d.text()).append('\n'));
    result.causes().forEach(c -> text.append("  cause ").append(c.text()).append('\n'));
    result.tallies().forEach(t -> text.append("  ").append(t).append('\n'));
    result.trials().forEach(t -> text.append("  ").append(t).append('\n'));
    return text + "  " + result.notes() + result.size();
  }

  @Test
  void findsEverySingleCause() {
    int found = 0;
    int trials = 0;
    int mostTrials = 0;
    int runs = 0;
    for (long seed = 0; runs < RUNS; seed++) {
      Random random = new Random(seed);
      Mixtures mixtures = mixtures(random, 20);
      Optional<Plant> plant = plant(mixtures, random);
      if (plant.isEmpty()) {
        continue;
      }
      runs++;
      BisectResult result = run(mixtures, server(plant.get().intolerance()), seed);
      String what = "seed %d, %s: %s".formatted(seed, plant.get().difference(), show(result));
      assertEquals(Verdict.CAUSE, result.verdict(), what);
      assertEquals(1, result.causes().size(), what);
      assertEquals(List.of(plant.get().difference()), result.causes().get(0).members(), what);
      assertEquals(List.of(), result.notes(), what);
      found++;
      trials += result.trials().size();
      mostTrials = Math.max(mostTrials, result.trials().size());
    }
    System.out.printf(
        "bisect, single causes among 20 differences: %d of %d found, %d trials on average, at most"
            + " %d%n",
        found, runs, trials / runs, mostTrials);
    assertTrue(mostTrials <= MOST, mostTrials + " trials");
  }

  @Test
  void findsEveryPair() {
    int found = 0;
    int trials = 0;
    int mostTrials = 0;
    int runs = 0;
    for (long seed = 0; runs < RUNS; seed++) {
      Random random = new Random(seed);
      Mixtures mixtures = mixtures(random, 20);
      Optional<Plant> one = plant(mixtures, random);
      Optional<Plant> other = plant(mixtures, random);
      if (one.isEmpty() || other.isEmpty() || related(mixtures, one.get(), other.get())) {
        continue;
      }
      runs++;
      Intolerance both = one.get().intolerance().and(other.get().intolerance());
      BisectResult result = run(mixtures, server(both), seed);
      Set<Difference> planted = Set.of(one.get().difference(), other.get().difference());
      String what = "seed %d, %s: %s".formatted(seed, planted, show(result));
      assertEquals(Verdict.CAUSE, result.verdict(), what);
      assertEquals(1, result.causes().size(), what);
      assertEquals(planted, Set.copyOf(result.causes().get(0).members()), what);
      found++;
      trials += result.trials().size();
      mostTrials = Math.max(mostTrials, result.trials().size());
    }
    System.out.printf(
        "bisect, pairs among 20 differences: %d of %d found, %d trials on average, at most %d%n",
        found, runs, trials / runs, mostTrials);
    assertTrue(mostTrials <= MOST, mostTrials + " trials");
  }

  /** Where the one brings the other along they are one cause. */
  private static boolean related(Mixtures mixtures, Plant one, Plant other) {
    return mixtures.closed(Set.of(one.difference())).contains(other.difference())
        || mixtures.closed(Set.of(other.difference())).contains(one.difference());
  }

  @Test
  void findsTwoCausesOfWhichEachIsEnough() {
    int found = 0;
    for (long seed = 0; found < 30; seed++) {
      Random random = new Random(seed);
      Mixtures mixtures = mixtures(random, 20);
      Optional<Plant> one = plant(mixtures, random);
      Optional<Plant> other = plant(mixtures, random);
      if (one.isEmpty()
          || other.isEmpty()
          || one.get().difference().grease()
          || other.get().difference().grease()
          || related(mixtures, one.get(), other.get())) {
        continue;
      }
      Intolerance either = one.get().intolerance().or(other.get().intolerance());
      BisectResult result = new Bisection(mixtures, server(either), 60, random).run();
      String what = "seed %d: %s".formatted(seed, show(result));
      assertEquals(Verdict.CAUSE, result.verdict(), what);
      assertEquals(
          Set.of(List.of(one.get().difference()), List.of(other.get().difference())),
          result.causes().stream().map(Cause::members).collect(Collectors.toSet()),
          what);
      found++;
    }
  }

  private static Mixtures between(String good, String bad) {
    return new Mixtures(
        opening(HelloTemplates.named(good).orElseThrow(), Framing.ONE),
        opening(HelloTemplates.named(bad).orElseThrow(), Framing.ONE));
  }

  /** Whatever the two hellos are, none of these is for one of their differences. */
  @Test
  void accusesNobodyWhereTheHelloIsNotTheCause() {
    Mixtures mixtures = between("openssl-3.0", "chrome-125");
    Trial.Result reset = Trial.Result.failed("reset by server");
    assertEquals(Verdict.NOT_IN_HELLO, run(mixtures, (h, f) -> reset, 1).verdict());
    assertEquals(
        Verdict.NOT_IN_HELLO,
        run(mixtures, server((h, f) -> h.serverName().isPresent()), 1).verdict());
    assertEquals(Verdict.BOTH_WORK, run(mixtures, (h, f) -> Trial.Result.WORKED, 1).verdict());
    assertEquals(
        Verdict.UNREACHABLE,
        run(mixtures, (h, f) -> new Trial.Result(Trial.Kind.UNREACHABLE, "refused"), 1).verdict());
    assertEquals(
        Verdict.SWAPPED,
        run(mixtures, server((h, f) -> h.extensions().stream().noneMatch(e -> e.type() == 27)), 1)
            .verdict());
    assertEquals(
        Verdict.NOTHING_DIFFERS,
        run(between("aws-cli", "python-requests"), (h, f) -> reset, 1).verdict());
  }

  /** Servers that fail at random, and servers that fail in turn, whatever they get. */
  @Test
  void neverAccusesAServerThatFlaps() {
    int runs = 0;
    int told = 0;
    double[] rates = {0.02, 0.1, 0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 0.98};
    for (double rate : rates) {
      for (long seed = 0; seed < 60; seed++) {
        Random random = new Random(seed * 31 + (long) (rate * 100));
        Mixtures mixtures = between("openssl-3.0", seed % 2 == 0 ? "chrome-125" : "java-17");
        BisectResult result =
            run(
                mixtures,
                (h, f) ->
                    random.nextDouble() < rate
                        ? Trial.Result.failed("reset by server")
                        : Trial.Result.WORKED,
                seed);
        runs++;
        told += result.verdict() == Verdict.FLAPPING ? 1 : 0;
        assertNotEquals(Verdict.CAUSE, result.verdict(), rate + " seed " + seed + show(result));
      }
    }
    for (int period = 2; period <= 12; period++) {
      for (int pattern = 1; pattern < (1 << period) - 1; pattern++) {
        int bits = pattern;
        int length = period;
        int[] count = {0};
        BisectResult result =
            run(
                between("openssl-3.0", "python-3.11"),
                (h, f) ->
                    (bits >> count[0]++ % length & 1) == 1
                        ? Trial.Result.failed("reset by server")
                        : Trial.Result.WORKED,
                pattern);
        runs++;
        told += result.verdict() == Verdict.FLAPPING ? 1 : 0;
        assertNotEquals(
            Verdict.CAUSE, result.verdict(), period + " pattern " + pattern + show(result));
        if (pattern > 120) {
          break;
        }
      }
    }
    System.out.printf(
        "bisect, flapping servers: 0 of %d accused, %d called flapping%n", runs, told);
  }

  /** Two servers behind one address, of which one is intolerant: true, but not sure. */
  @Test
  void neverAccusesTheWrongOneWhereHalfOfTheServersAreIntolerant() {
    Mixtures mixtures = between("openssl-3.0", "chrome-125");
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      BisectResult result =
          run(
              mixtures,
              (h, f) ->
                  random.nextInt(10) < 7 && h.hasExtension(27)
                      ? Trial.Result.failed("reset by server")
                      : Trial.Result.WORKED,
              seed);
      if (result.verdict() == Verdict.CAUSE) {
        assertEquals(
            "extension compress_certificate added", result.causes().get(0).text(), show(result));
      }
    }
  }

  private static int size(ClientHello hello) {
    return HelloWriter.message(hello).length();
  }

  @ParameterizedTest
  @CsvSource({
    "envoy-1.2,        openssl-3.0,      256, 511",
    "envoy-1.2,        openssl-3.0,      261, 400",
    "curl-openssl-3.0, openssl-3.0,      256, 511",
    "curl-openssl-3.0, java-17,          256, 511",
    "openssl-3.0,      chrome-125,       1000, 100000",
    "openssl-3.0,      firefox,          1460, 100000",
    "chrome-125,       curl-openssl-3.0, 0,   1023",
  })
  void tellsTheSizesThatFail(String good, String bad, int least, int most) {
    Mixtures mixtures = between(good, bad);
    BisectResult result =
        new Bisection(
                mixtures,
                server((h, f) -> size(h) >= least && size(h) <= most),
                Bisection.USUAL_TRIALS,
                new Random(7))
            .run();
    assertEquals(Verdict.CAUSE, result.verdict(), show(result));
    SizeRange range = result.size().orElseThrow(() -> new AssertionError(show(result)));
    if (most < 100_000) {
      assertEquals(most, range.most(), show(result));
      assertEquals(OptionalInt.of(most + 1), range.worksAbove());
    } else {
      assertTrue(range.worksAbove().isEmpty(), show(result));
    }
    if (least > 0) {
      assertEquals(least, range.least(), show(result));
      assertEquals(OptionalInt.of(least - 1), range.worksBelow());
    }
  }

  @Test
  void tellsThatAnyGreaseValueDoesIt() {
    Mixtures mixtures = between("openssl-3.0", "chrome-125");
    Intolerance grease =
        (h, f) ->
            h.cipherSuites().stream().anyMatch(CipherSuite::isGrease)
                || h.groups().stream().anyMatch(NamedGroup::isGrease)
                || h.extensions().stream().anyMatch(e -> WireCode.isGrease(e.type()));
    BisectResult result =
        new Bisection(mixtures, server(grease), Bisection.USUAL_TRIALS, new Random(1)).run();
    assertEquals(Verdict.CAUSE, result.verdict(), show(result));
    assertEquals(1, result.causes().size(), show(result));
    assertTrue(
        result.causes().get(0).text().contains("so does another GREASE value"), show(result));
  }

  @Test
  void findsAnOrder() {
    HelloTemplate base = HelloTemplates.named("openssl-3.0").orElseThrow();
    List<CipherSuite> suites = new ArrayList<>(base.hello().cipherSuites());
    CipherSuite first = suites.get(0);
    CipherSuite third = suites.get(2);
    suites.remove(third);
    suites.add(0, third);
    Opening good = opening(base, Framing.ONE);
    Opening bad = new Opening("bad", good.hello().withCipherSuites(suites), Framing.ONE);
    Mixtures mixtures = new Mixtures(good, bad);
    BisectResult result = run(mixtures, server(Intolerance.before(third, first)), 1);
    assertEquals(Verdict.CAUSE, result.verdict(), show(result));
    assertEquals(
        "cipher suite %s moved to the front".formatted(third), result.causes().get(0).text());
  }

  @Test
  void goesOnWithTheNextCauseWhereTheFirstHidIt() {
    Mixtures mixtures = between("openssl-3.0", "chrome-125");
    BisectResult result =
        new Bisection(
                mixtures,
                (h, f) ->
                    h.hasExtension(27)
                        ? Trial.Result.failed("reset by server")
                        : h.hasExtension(17513)
                            ? Trial.Result.failed("alert 40 handshake_failure by server")
                            : Trial.Result.WORKED,
                Bisection.USUAL_TRIALS,
                new Random(1))
            .run();
    assertEquals(Verdict.CAUSE, result.verdict(), show(result));
    assertEquals(
        List.of(
            "extension compress_certificate added by reset by server",
            "extension application_settings_old added by alert 40 handshake_failure by server"),
        result.causes().stream().map(c -> c.text() + " by " + c.way()).toList());
  }

  @Test
  void saysHowFarItCameWithFewTrials() {
    Mixtures mixtures = between("openssl-3.0", "chrome-125");
    Trial server = server((h, f) -> h.hasExtension(27));
    BisectResult result = new Bisection(mixtures, server, 22, new Random(1)).run();
    assertEquals(Verdict.OUT_OF_TRIALS, result.verdict());
    assertTrue(result.trials().size() <= 22);
    assertEquals(List.of(), result.causes());
  }
}
