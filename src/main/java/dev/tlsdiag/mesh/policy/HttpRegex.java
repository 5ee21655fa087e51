package dev.tlsdiag.mesh.policy;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions of policies against values of requests, with an end to every attempt. */
final class HttpRegex {
  private static final int STEPS = 200_000;

  private HttpRegex() {}

  /** Whether the whole of the value matches; empty where nobody can tell within bounds. */
  static Optional<Boolean> matches(String regex, String value) {
    try {
      return Optional.of(
          Pattern.compile(regex).matcher(new Counted(value, new int[] {STEPS})).matches());
    } catch (PatternSyntaxException | StepsSpent | StackOverflowError e) {
      return Optional.empty();
    }
  }

  private static final class StepsSpent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepsSpent() {
      super("steps spent", null, false, false);
    }
  }

  private static final class Counted implements CharSequence {
    private final CharSequence text;
    private final int[] left;

    Counted(CharSequence text, int[] left) {
      this.text = text;
      this.left = left;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (left[0]-- <= 0) {
        throw new StepsSpent();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), left);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
