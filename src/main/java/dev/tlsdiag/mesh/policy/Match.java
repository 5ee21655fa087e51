package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

/**
 * Whether something matches, where that may hang on what is not known.
 *
 * @param needed what would have to be known; empty text where it is sure
 */
record Match(Kind kind, String needed) {
  enum Kind {
    NO,
    MAYBE,
    YES
  }

  static final Match YES = new Match(Kind.YES, "");
  static final Match NO = new Match(Kind.NO, "");

  Match {
    requireNonNull(kind, "kind is null");
    requireNonNull(needed, "needed is null");
  }

  static Match of(boolean sure) {
    return sure ? YES : NO;
  }

  /**
   * @param needed in the form of a question: {@code whether 10.0.0.7 is a pod}
   */
  static Match maybe(String needed) {
    return new Match(Kind.MAYBE, needed);
  }

  Match and(Match other) {
    return kind.compareTo(other.kind) <= 0 ? this : other;
  }

  Match or(Match other) {
    return kind.compareTo(other.kind) >= 0 ? this : other;
  }

  Match not() {
    return switch (kind) {
      case NO -> YES;
      case MAYBE -> this;
      case YES -> NO;
    };
  }

  boolean isNo() {
    return kind == Kind.NO;
  }

  /** Whether it counts where what is not known is taken to be so, or not to be so. */
  boolean counts(boolean assumed) {
    return kind == Kind.YES || (assumed && kind == Kind.MAYBE);
  }
}
