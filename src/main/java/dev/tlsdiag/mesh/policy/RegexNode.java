package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** A part of a regular expression. */
sealed interface RegexNode {
  /** Matches where nothing is. */
  record Empty() implements RegexNode {}

  /**
   * One character of a set.
   *
   * @param ranges pairs of first and last code point
   */
  record Chars(List<Range> ranges, boolean negated) implements RegexNode {
    public Chars {
      ranges = List.copyOf(ranges);
    }

    static Chars of(int codePoint) {
      return new Chars(List.of(new Range(codePoint, codePoint)), false);
    }

    boolean contains(int codePoint) {
      for (Range range : ranges) {
        if (codePoint >= range.first() && codePoint <= range.last()) {
          return !negated;
        }
      }
      return negated;
    }

    /** With the other case of every ASCII letter. */
    Chars anyCase() {
      return new Chars(
          ranges.stream().flatMap(range -> range.anyCase().stream()).distinct().toList(), negated);
    }
  }

  /** Code points, both ends included. */
  record Range(int first, int last) {
    private List<Range> anyCase() {
      int firstLower = Math.max(first, 'a');
      int lastLower = Math.min(last, 'z');
      int firstUpper = Math.max(first, 'A');
      int lastUpper = Math.min(last, 'Z');
      int shift = 'a' - 'A';
      return List.of(
          this,
          firstLower <= lastLower ? new Range(firstLower - shift, lastLower - shift) : this,
          firstUpper <= lastUpper ? new Range(firstUpper + shift, lastUpper + shift) : this);
    }
  }

  /** A condition on the place: {@code ^}, {@code $}, {@code \b}. */
  record Place(Kind kind) implements RegexNode {
    enum Kind {
      START,
      END,
      WORD_BOUNDARY,
      NO_WORD_BOUNDARY
    }

    public Place {
      requireNonNull(kind, "kind is null");
    }
  }

  /** One after the other. */
  record Sequence(List<RegexNode> parts) implements RegexNode {
    public Sequence {
      parts = List.copyOf(parts);
    }
  }

  /** One of them. */
  record Choice(List<RegexNode> options) implements RegexNode {
    public Choice {
      options = List.copyOf(options);
    }
  }

  /**
   * Several times.
   *
   * @param most negative: as often as it goes
   */
  record Repeat(RegexNode part, int least, int most) implements RegexNode {
    public Repeat {
      requireNonNull(part, "part is null");
    }
  }
}
