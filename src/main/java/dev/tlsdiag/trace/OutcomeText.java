package dev.tlsdiag.trace;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * How a connection ended, in a few words of ASCII that say who did it. Nothing in them comes from
 * the peer.
 */
public final class OutcomeText {
  /** A FIN or RST that comes when the client has left is no answer. */
  private static final Set<Answer.Kind> WORDLESS =
      Set.of(Answer.Kind.NOTHING, Answer.Kind.FIN, Answer.Kind.RESET);

  private OutcomeText() {}

  /** The round trip around the world is 0.3 s: who waited shorter did not wait in vain. */
  private static final Duration IN_VAIN = Duration.ofMillis(500);

  /**
   * How a hop ended: where one end waited for the other in vain, that and for how long, whoever
   * closed the connection then. Empty where it was not seen.
   *
   * @param who what a side is called
   */
  public static Optional<String> of(Hop hop, Function<Side, String> who) {
    return hop.tls()
        .map(tls -> of(tls, who))
        .or(() -> hop.connect().flatMap(connect -> of(connect, who)));
  }

  /** Likewise of a handshake. */
  public static String of(Step.Tls tls) {
    return of(tls, Side::label);
  }

  private static String of(Step.Tls tls, Function<Side, String> who) {
    if (tls.outcome() instanceof Outcome.GaveUp gaveUp && gaveUp.after().compareTo(IN_VAIN) >= 0) {
      boolean begun = !WORDLESS.contains(tls.last().answer().kind());
      return (begun ? "handshake not finished in " : "no answer in ")
          + Durations.text(gaveUp.after());
    }
    return of(tls.outcome(), who);
  }

  /** Likewise of TCP; empty where it connected. */
  public static Optional<String> of(Step.Connect connect) {
    return of(connect, Side::label);
  }

  private static Optional<String> of(Step.Connect connect, Function<Side, String> who) {
    return connect
        .outcome()
        .map(
            outcome ->
                connect.duration().isPresent() && outcome instanceof Outcome.SynUnanswered
                    ? notConnected(connect.duration().get())
                    : of(outcome, who));
  }

  private static String notConnected(Duration waited) {
    return waited.compareTo(IN_VAIN) >= 0
        ? "TCP: no answer in " + Durations.text(waited)
        : "TCP: no way there";
  }

  /** Such as {@code alert 112 unrecognized_name by server}. */
  public static String of(Outcome outcome) {
    return of(outcome, Side::label);
  }

  /**
   * The same with other words for the two sides: the client of a hop may be a proxy.
   *
   * @param who what a side is called
   */
  public static String of(Outcome outcome, Function<Side, String> who) {
    if (outcome instanceof Outcome.Established established) {
      return established.resumed() ? "established, resumed" : "established";
    }
    if (outcome instanceof Outcome.Quit quit) {
      return (quit.resumed() ? "resumed, " : "") + who.apply(quit.by()) + " quit, no data";
    }
    if (outcome instanceof Outcome.Alerted alerted) {
      return "alert "
          + alerted.description().code()
          + " "
          + alerted.description().name()
          + " by "
          + who.apply(alerted.by());
    }
    if (outcome instanceof Outcome.EncryptedAlert alert) {
      return "encrypted alert by " + who.apply(alert.by());
    }
    if (outcome instanceof Outcome.Reset reset) {
      return "reset by " + who.apply(reset.by());
    }
    if (outcome instanceof Outcome.Closed closed) {
      return "closed by " + who.apply(closed.by());
    }
    if (outcome instanceof Outcome.Silence silence) {
      return "no answer in " + Durations.text(silence.after());
    }
    if (outcome instanceof Outcome.GaveUp gaveUp) {
      return who.apply(Side.CLIENT) + " quit after " + Durations.text(gaveUp.after());
    }
    if (outcome instanceof Outcome.Plaintext) {
      return "plaintext answer";
    }
    return rare(outcome, who);
  }

  private static String rare(Outcome outcome, Function<Side, String> who) {
    if (outcome instanceof Outcome.Cut cut) {
      return cut.missingBytes() > 0
          ? "cut: " + cut.missingBytes() + " bytes missing"
          : "cut: packets missing";
    }
    if (outcome instanceof Outcome.OneSided oneSided) {
      return "one side only (" + who.apply(oneSided.seen()) + ")";
    }
    if (outcome instanceof Outcome.Unfinished) {
      return "capture ends before the answer";
    }
    if (outcome instanceof Outcome.Retried retried) {
      return "retried (" + retriedBy(retried.by()) + ")";
    }
    if (outcome instanceof Outcome.QuicClosed closed) {
      return "QUIC close 0x"
          + Long.toHexString(closed.errorCode())
          + " by "
          + who.apply(closed.by());
    }
    if (outcome instanceof Outcome.SynUnanswered syn) {
      return "SYN never answered (" + syn.attempts() + (syn.attempts() == 1 ? " try)" : " tries)");
    }
    if (outcome instanceof Outcome.Refused refused) {
      return "refused by " + who.apply(refused.by());
    }
    throw new IllegalArgumentException("no words for " + outcome.getClass());
  }

  /** What somebody who tries the same will see. */
  public static String expected(Outcome outcome) {
    if (outcome instanceof Outcome.Alerted alerted) {
      return "alert " + alerted.description().code();
    }
    if (outcome instanceof Outcome.Established) {
      return "a handshake that succeeds";
    }
    boolean silent = outcome instanceof Outcome.Silence || outcome instanceof Outcome.GaveUp;
    return silent ? "no answer" : of(outcome);
  }

  private static String retriedBy(Outcome.Retried.By by) {
    return switch (by) {
      case HELLO_RETRY_REQUEST -> "HelloRetryRequest";
      case HELLO_VERIFY_REQUEST -> "HelloVerifyRequest";
      case RETRY -> "QUIC Retry";
      case VERSION_NEGOTIATION -> "QUIC Version Negotiation";
    };
  }
}
