package dev.tlsdiag.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.trace.HandshakeSamples;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What one and the same hello has to do, again and again, before a changed one proves anything. */
class LookAlikesTest {
  private static final Probe SENT = probe("as sent");
  private static final Probe OTHER = probe("with another name");

  private static Probe probe(String label) {
    return new Probe(label, BaseHello.of(label.equals("as sent") ? "a.test" : "b.test"));
  }

  private static Observation seen(Probe probe, char how) {
    HandshakeSamples sample = new HandshakeSamples();
    return new Observation(
        probe,
        switch (how) {
          case 'r' -> sample.reset().build();
          case 'a' -> sample.alert(40).build();
          case 'p' -> sample.plaintext("HTTP/1.1 400 Bad Request").build();
          default -> throw new IllegalArgumentException(String.valueOf(how));
        },
        Optional.empty());
  }

  static Stream<Arguments> table() {
    return Stream.of(
        arguments(
            "the change turns it over each time",
            "rrrrrrrrrr",
            "ppp",
            "as sent, as sent, with another name"),
        arguments("nothing makes a difference", "rr", "r", "as sent, as sent, with another name"),
        arguments("the hello as sent differs at once", "rp", "p", ""),
        arguments("the hello as sent differs later", "rrrrrp", "pp", ""),
        arguments(
            "it is refused with and without words",
            "rarrarrrrr",
            "ppp",
            "as sent, as sent, with another name"),
        arguments("the change does so once", "rrrrrrrrrr", "pr", "as sent, as sent"),
        arguments("the change does so twice", "rrrrrrrrrr", "ppr", "as sent, as sent"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void whatFailsNowAndThenProvesNothing(String name, String sent, String other, String left) {
    List<Integer> next = new ArrayList<>(List.of(0, 0));
    List<Observation> once = send(List.of(SENT, SENT, OTHER), sent, other, next);
    List<Observation> steady = LookAlikes.steady(all -> send(all, sent, other, next), once);
    assertEquals(left, String.join(", ", steady.stream().map(o -> o.probe().label()).toList()));
  }

  /** The answers in their order, to each of the two hellos; the last one stands for all others. */
  private static List<Observation> send(
      List<Probe> probes, String sent, String other, List<Integer> next) {
    return probes.stream()
        .map(
            probe -> {
              int which = probe.equals(SENT) ? 0 : 1;
              String answers = which == 0 ? sent : other;
              int number = next.set(which, next.get(which) + 1);
              return seen(probe, answers.charAt(Math.min(number, answers.length() - 1)));
            })
        .toList();
  }
}
