package dev.tlsdiag.trace;

import java.util.List;

/** The names of all outcomes, as in JSON and {@code --outcome}. */
public final class OutcomeKinds {
  public static final List<String> ALL =
      List.of(
          "established",
          "quit",
          "alert",
          "encrypted-alert",
          "reset",
          "closed",
          "silence",
          "client-gave-up",
          "plaintext",
          "cut",
          "one-sided",
          "unfinished",
          "retried",
          "quic-close",
          "syn-unanswered",
          "refused");

  private OutcomeKinds() {}
}
