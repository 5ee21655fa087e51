package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A pattern of names as a chain of steps, matched against the whole name in time that grows with
 * its length alone: no input makes it try the same place twice.
 */
final class NameGlob {
  private final List<Step> steps;

  private NameGlob(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** A part of a pattern. */
  private sealed interface Step {}

  /** This character and no other. */
  private record Literal(char character) implements Step {}

  /** Characters of a label, perhaps none: {@code [-a-z0-9_]*}. */
  private record WithinLabel() implements Step {}

  /** One label or more with dots between: {@code [-a-z0-9_]+([.][-a-z0-9_]+)*}. */
  private record Labels() implements Step {}

  /** Puts the parts of a pattern together. */
  static final class Builder {
    private final List<Step> steps = new ArrayList<>();

    /** Text as it is; upper case becomes lower case. */
    Builder text(String text) {
      for (int i = 0; i < text.length(); i++) {
        steps.add(new Literal(lower(text.charAt(i))));
      }
      return this;
    }

    Builder withinLabel() {
      steps.add(new WithinLabel());
      return this;
    }

    Builder labels() {
      steps.add(new Labels());
      return this;
    }

    NameGlob build() {
      return new NameGlob(steps);
    }
  }

  /** Whether the whole of the name matches; upper and lower case are the same. */
  boolean matches(String name) {
    requireNonNull(name, "name is null");
    // Bit 2i: before step i. Bit 2i+1: within it, after a character of a label.
    BitSet states = new BitSet(2 * steps.size() + 2);
    reach(states, 0);
    for (int i = 0; i < name.length() && !states.isEmpty(); i++) {
      states = after(states, lower(name.charAt(i)));
    }
    return states.get(2 * steps.size());
  }

  private BitSet after(BitSet states, char character) {
    BitSet next = new BitSet(2 * steps.size() + 2);
    for (int state = states.nextSetBit(0); state >= 0; state = states.nextSetBit(state + 1)) {
      int step = state / 2;
      if (step == steps.size()) {
        continue;
      }
      Step one = steps.get(step);
      if (one instanceof Literal literal) {
        if (literal.character() == character) {
          reach(next, step + 1);
        }
      } else if (one instanceof WithinLabel) {
        if (isLabelCharacter(character)) {
          reach(next, step);
        }
      } else if (isLabelCharacter(character)) {
        next.set(2 * step + 1);
        reach(next, step + 1);
      } else if (character == '.' && state % 2 == 1) {
        next.set(2 * step);
      }
    }
    return next;
  }

  /** Before this step, and before those after it that need no character. */
  private void reach(BitSet states, int step) {
    states.set(2 * step);
    int at = step;
    while (at < steps.size() && steps.get(at) instanceof WithinLabel) {
      at++;
      states.set(2 * at);
    }
  }

  static boolean isLabelCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
