package dev.tlsdiag.diagnose;

import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;

/**
 * How a connection ended, in the words of a finding, which always say who did it. Not escaped, and
 * nothing in them comes from the peer.
 */
public final class OutcomeText {
  private OutcomeText() {}

  public static String of(Handshake handshake) {
    return of(handshake.outcome());
  }

  /** What somebody who tries the same will see. */
  public static String expected(Handshake handshake) {
    if (handshake.outcome() instanceof Outcome.Alerted alerted) {
      return "alert " + alerted.description().code();
    }
    boolean silent =
        handshake.outcome() instanceof Outcome.Silence
            || handshake.outcome() instanceof Outcome.GaveUp;
    return silent ? "no answer" : of(handshake);
  }

  public static String of(Outcome outcome) {
    if (outcome instanceof Outcome.Established established) {
      return established.resumed() ? "established, resumed" : "established";
    } else if (outcome instanceof Outcome.Quit quit) {
      return "done, then closed unused by " + quit.by().label();
    } else if (outcome instanceof Outcome.Alerted alerted) {
      return "alert %d %s by %s"
          .formatted(
              alerted.description().code(), alerted.description().name(), alerted.by().label());
    } else if (outcome instanceof Outcome.EncryptedAlert alert) {
      return "encrypted alert by " + alert.by().label();
    } else if (outcome instanceof Outcome.Reset reset) {
      return "reset by " + reset.by().label();
    } else if (outcome instanceof Outcome.Closed closed) {
      return "closed by " + closed.by().label();
    } else if (outcome instanceof Outcome.Silence silence) {
      return "no answer in " + Durations.text(silence.after());
    } else if (outcome instanceof Outcome.GaveUp gaveUp) {
      return "no answer in " + Durations.text(gaveUp.after()) + ", then closed by client";
    } else if (outcome instanceof Outcome.Plaintext) {
      return "answer is not TLS";
    } else if (outcome instanceof Outcome.Cut cut) {
      return "packets missing in the capture (%d bytes)".formatted(cut.missingBytes());
    } else if (outcome instanceof Outcome.OneSided oneSided) {
      return "only packets of the " + oneSided.seen().label() + " captured";
    } else if (outcome instanceof Outcome.Unfinished) {
      return "capture ends during the handshake";
    } else if (outcome instanceof Outcome.Retried retried) {
      return retried.by().label() + ", then nothing";
    } else if (outcome instanceof Outcome.QuicClosed closed) {
      return "QUIC error 0x%x by %s".formatted(closed.errorCode(), closed.by().label());
    } else if (outcome instanceof Outcome.SynUnanswered syn) {
      return "SYN unanswered, sent %d times".formatted(syn.attempts());
    } else if (outcome instanceof Outcome.Refused refused) {
      return "TCP refused by " + refused.by().label();
    }
    throw new IllegalArgumentException("no words for " + outcome.getClass());
  }
}
