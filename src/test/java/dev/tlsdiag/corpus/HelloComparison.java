package dev.tlsdiag.corpus;

import dev.tlsdiag.corpus.Disagreement.Aspect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds the ClientHellos seen in one file against the expected ones. */
final class HelloComparison {
  private final String file;
  private final List<ExpectedHello> expected;
  private final HelloPairing pairing;
  private final List<Disagreement> found = new ArrayList<>();
  private int compared;
  private int optionalGiven;

  private HelloComparison(String file, List<ExpectedHello> expected, List<Sighting> seen) {
    this.file = file;
    this.expected = expected;
    this.pairing = new HelloPairing(expected, seen);
  }

  static FileResult of(String file, List<ExpectedHello> expected, List<Sighting> seen) {
    return new HelloComparison(file, expected, seen).result(seen.size());
  }

  private FileResult result(int seen) {
    for (ExpectedHello hello : expected) {
      Optional<Sighting> ours = pairing.seenAs(hello);
      if (ours.isPresent()) {
        optionalGiven += hello.optional() ? 1 : 0;
        compare(hello, ours.get());
      } else if (!hello.optional()) {
        add(hello.sighting(), Aspect.HELLO, Disagreement.MISSING, brief(hello.sighting()), "");
      }
    }
    for (Sighting extra : pairing.extra()) {
      add(extra, Aspect.HELLO, Disagreement.EXTRA, "", brief(extra));
    }
    int required = (int) expected.stream().filter(hello -> !hello.optional()).count();
    return new FileResult(file, required, compared, seen, optionalGiven, found);
  }

  private static String brief(Sighting hello) {
    String problem = hello.hello().get(Sighting.PROBLEM);
    String what =
        problem != null
            ? "unreadable: " + problem
            : hello.hello().getOrDefault("server_name", Sighting.NONE);
    return hello.connection() + " " + what;
  }

  private void compare(ExpectedHello hello, Sighting ours) {
    if (!hello.readable()) {
      return;
    }
    Sighting theirs = hello.sighting();
    Aspect aspect = hello.optional() ? Aspect.OPTIONAL : Aspect.HELLO;
    if (ours.hello().containsKey(Sighting.PROBLEM)) {
      add(theirs, aspect, Disagreement.UNREADABLE, brief(theirs), brief(ours));
      return;
    }
    point(theirs, aspect, "connection", theirs.connection(), ours.connection());
    for (Map.Entry<String, String> want : theirs.hello().entrySet()) {
      String got = ours.hello().getOrDefault(want.getKey(), Sighting.NONE);
      point(theirs, aspect, want.getKey(), want.getValue(), got);
    }
    if (hello.optional()) {
      return; // where a repetition begins and what answers it is a matter of taste
    }
    compared++;
    point(theirs, Aspect.FRAME, "frame", theirs.frame(), ours.frame());
    point(theirs, Aspect.FRAME, "frames", theirs.frames(), ours.frames());
    compareAnswer(hello, ours);
  }

  private void compareAnswer(ExpectedHello hello, Sighting ours) {
    Sighting theirs = accepted(hello, ours);
    for (String field : union(theirs.answer(), ours.answer())) {
      String want = theirs.answer().getOrDefault(field, Sighting.NONE);
      String got = ours.answer().getOrDefault(field, Sighting.NONE);
      point(hello.sighting(), Aspect.ANSWER, field, want, got);
    }
    point(hello.sighting(), Aspect.FRAME, "answer_frame", theirs.answerFrame(), ours.answerFrame());
  }

  /**
   * The expected answer: of the hello itself, or where the engine leaves out its repetitions also
   * what came back after one of those.
   */
  private Sighting accepted(ExpectedHello hello, Sighting ours) {
    return expected.stream()
        .filter(e -> e.repeatOf().orElse(0) == hello.sighting().frame())
        .filter(e -> pairing.seenAs(e).isEmpty())
        .map(ExpectedHello::sighting)
        .filter(e -> e.connection().equals(hello.sighting().connection()))
        .filter(e -> e.answer().equals(ours.answer()))
        .findFirst()
        .filter(e -> !hello.sighting().answer().equals(ours.answer()))
        .orElse(hello.sighting());
  }

  private static Set<String> union(Map<String, String> a, Map<String, String> b) {
    TreeSet<String> keys = new TreeSet<>(a.keySet());
    keys.addAll(b.keySet());
    return keys;
  }

  private void point(Sighting hello, Aspect aspect, String field, Object want, Object got) {
    if (!Objects.equals(want, got)) {
      add(hello, aspect, field, want.toString(), got.toString());
    }
  }

  private void add(Sighting hello, Aspect aspect, String field, String want, String got) {
    String subject = hello.connection() + " " + hello.random();
    found.add(new Disagreement(file, subject, hello.frame(), aspect, field, want, got));
  }
}
