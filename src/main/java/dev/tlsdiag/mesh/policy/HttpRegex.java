package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.policy.RegexNode.Chars;
import dev.tlsdiag.mesh.policy.RegexNode.Place;
import dev.tlsdiag.mesh.policy.RegexParser.RegexException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Regular expressions of {@code rules.http}, against the whole of a value. They are run as Envoy's
 * RE2 runs them: all ways at once, in time that grows with expression and value alone, so that no
 * policy and no request can keep the program busy.
 */
public final class HttpRegex {
  /** A longer program takes more memory than a rule is worth; RE2 has such a bound too. */
  private static final int MOST_STEPS = 10_000;

  private final List<Step> program;

  private HttpRegex(List<Step> program) {
    this.program = program;
  }

  /** A step of a program; what follows is named by its index. */
  private sealed interface Step {}

  private record Take(Chars chars, int next) implements Step {}

  private record Check(Place.Kind kind, int next) implements Step {}

  private record Fork(int one, int other) implements Step {}

  private record Done() implements Step {}

  /** Why it is no regular expression to Envoy; empty where it is one. */
  public static Optional<String> problem(String regex) {
    try {
      compile(regex);
      return Optional.empty();
    } catch (RegexException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Whether the whole of the value matches; empty where the expression is none. */
  public static Optional<Boolean> matches(String regex, String value) {
    try {
      return Optional.of(compile(regex).matches(value));
    } catch (RegexException e) {
      return Optional.empty();
    }
  }

  private static HttpRegex compile(String regex) throws RegexException {
    return new Compiler().compile(RegexParser.parse(regex));
  }

  /** From the expression to steps. */
  private static final class Compiler {
    private final List<Step> program = new ArrayList<>(List.of(new Done()));
    private int calls;

    HttpRegex compile(RegexNode node) throws RegexException {
      int start = add(node, 0);
      program.add(new Fork(start, start)); // so that the last step is where it starts
      return new HttpRegex(List.copyOf(program));
    }

    /** Adds steps that end at {@code next}, back to front; gives the index of the first. */
    private int add(RegexNode node, int next) throws RegexException {
      if (program.size() > MOST_STEPS || ++calls > 10 * MOST_STEPS) {
        throw new RegexException("it is too large");
      }
      if (node instanceof Chars chars) {
        return step(new Take(chars, next));
      }
      if (node instanceof Place place) {
        return step(new Check(place.kind(), next));
      }
      if (node instanceof RegexNode.Sequence sequence) {
        int first = next;
        for (int i = sequence.parts().size() - 1; i >= 0; i--) {
          first = add(sequence.parts().get(i), first);
        }
        return first;
      }
      if (node instanceof RegexNode.Choice choice) {
        int first = add(choice.options().get(choice.options().size() - 1), next);
        for (int i = choice.options().size() - 2; i >= 0; i--) {
          int option = add(choice.options().get(i), next);
          first = step(new Fork(option, first));
        }
        return first;
      }
      return node instanceof RegexNode.Repeat repeat ? addRepeat(repeat, next) : next;
    }

    private int addRepeat(RegexNode.Repeat repeat, int next) throws RegexException {
      int first = next;
      if (repeat.most() < 0) {
        int fork = step(new Fork(next, next)); // its second way is known only below
        int body = add(repeat.part(), fork);
        program.set(fork, new Fork(body, next));
        first = fork;
      }
      for (int i = repeat.least(); i < repeat.most(); i++) {
        first = step(new Fork(add(repeat.part(), first), next));
      }
      for (int i = 0; i < repeat.least(); i++) {
        first = add(repeat.part(), first);
      }
      return first;
    }

    private int step(Step step) {
      program.add(step);
      return program.size() - 1;
    }
  }

  private boolean matches(String value) {
    int[] points = value.codePoints().toArray();
    BitSet states = new BitSet(program.size());
    reach(states, program.size() - 1, points, 0);
    for (int at = 0; at < points.length && !states.isEmpty(); at++) {
      BitSet after = new BitSet(program.size());
      for (int i = states.nextSetBit(0); i >= 0; i = states.nextSetBit(i + 1)) {
        if (program.get(i) instanceof Take take && take.chars().contains(points[at])) {
          reach(after, take.next(), points, at + 1);
        }
      }
      states = after;
    }
    return states.get(0);
  }

  /** The step, and all behind it that take no character. */
  private void reach(BitSet states, int first, int[] points, int at) {
    List<Integer> open = new ArrayList<>(List.of(first));
    while (!open.isEmpty()) {
      int index = open.remove(open.size() - 1);
      if (states.get(index)) {
        continue;
      }
      states.set(index);
      Step step = program.get(index);
      if (step instanceof Fork fork) {
        open.add(fork.one());
        open.add(fork.other());
      } else if (step instanceof Check check && holds(check.kind(), points, at)) {
        open.add(check.next());
      }
    }
  }

  private static boolean holds(Place.Kind kind, int[] points, int at) {
    boolean boundary =
        (at > 0 && isWord(points[at - 1])) != (at < points.length && isWord(points[at]));
    return switch (kind) {
      case START -> at == 0;
      case END -> at == points.length;
      case WORD_BOUNDARY -> boundary;
      case NO_WORD_BOUNDARY -> !boundary;
    };
  }

  private static boolean isWord(int codePoint) {
    return RegexSets.WORD.stream()
        .anyMatch(range -> codePoint >= range.first() && codePoint <= range.last());
  }
}
