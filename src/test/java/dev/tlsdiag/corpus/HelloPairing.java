package dev.tlsdiag.corpus;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Which ClientHello of ours is which expected one. The strictest likeness is tried first, so that a
 * hello that is right but for its frame or its addresses shows as one wrong field and not as one
 * missing and one extra.
 */
final class HelloPairing {
  private static final List<BiPredicate<Sighting, Sighting>> LIKENESSES =
      List.of(
          (e, s) -> same(e, s) && e.frame() == s.frame(),
          HelloPairing::same,
          (e, s) -> sameRandom(e, s) && e.frame() == s.frame(),
          (e, s) -> e.connection().equals(s.connection()) && noRandom(e, s) && near(e, s),
          (e, s) -> noRandom(e, s) && e.frame() == s.frame(),
          HelloPairing::sameRandom);

  private final IdentityHashMap<ExpectedHello, Sighting> pairs = new IdentityHashMap<>();
  private final List<Sighting> extra;

  HelloPairing(List<ExpectedHello> expected, List<Sighting> seen) {
    extra = new ArrayList<>(seen);
    for (BiPredicate<Sighting, Sighting> alike : LIKENESSES) {
      pair(expected, false, alike);
      pair(expected, true, alike);
    }
    lendFromOptional(expected);
  }

  private void pair(
      List<ExpectedHello> expected, boolean optional, BiPredicate<Sighting, Sighting> alike) {
    for (ExpectedHello hello : expected) {
      if (hello.optional() == optional && !pairs.containsKey(hello)) {
        extra.stream()
            .filter(s -> alike.test(hello.sighting(), s))
            .findFirst()
            .ifPresent(
                s -> {
                  pairs.put(hello, s);
                  extra.remove(s);
                });
      }
    }
  }

  /**
   * Of a hello and its repetition the engine may give one: then it is the hello, at another frame.
   */
  private void lendFromOptional(List<ExpectedHello> expected) {
    for (ExpectedHello hello : expected) {
      if (!hello.optional() && !pairs.containsKey(hello)) {
        expected.stream()
            .filter(o -> o.optional() && pairs.containsKey(o))
            .filter(o -> same(hello.sighting(), o.sighting()))
            .findFirst()
            .ifPresent(o -> pairs.put(hello, pairs.remove(o)));
      }
    }
  }

  Optional<Sighting> seenAs(ExpectedHello hello) {
    return Optional.ofNullable(pairs.get(hello));
  }

  /** Those of ours that nobody expected. */
  List<Sighting> extra() {
    return List.copyOf(extra);
  }

  private static boolean same(Sighting a, Sighting b) {
    return a.connection().equals(b.connection()) && a.random().equals(b.random());
  }

  private static boolean sameRandom(Sighting a, Sighting b) {
    return !a.random().isEmpty() && a.random().equals(b.random());
  }

  private static boolean noRandom(Sighting a, Sighting b) {
    return a.random().isEmpty() || b.random().isEmpty();
  }

  /** Within the packets of a message in pieces, or of its repetition. */
  private static boolean near(Sighting a, Sighting b) {
    return Math.abs(a.frame() - b.frame()) <= 16;
  }
}
