package dev.tlsdiag.diagnose;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import java.util.Optional;
import java.util.Set;

/**
 * Whether an outcome is what servers do that do not like a ClientHello, and how clearly they say
 * why.
 */
public final class Rejection {
  /** What servers send for a name they do not serve, or do not see. */
  private static final Set<AlertDescription> NAME_ALERTS =
      Set.of(AlertDescription.UNRECOGNIZED_NAME, AlertDescription.MISSING_EXTENSION);

  /** What servers send for many reasons, a missing name among them. */
  private static final Set<AlertDescription> VAGUE_ALERTS =
      Set.of(
          AlertDescription.HANDSHAKE_FAILURE,
          AlertDescription.INTERNAL_ERROR,
          AlertDescription.ACCESS_DENIED,
          AlertDescription.DECODE_ERROR,
          AlertDescription.ILLEGAL_PARAMETER);

  /** What a client sends that got the certificate of another name. */
  private static final Set<AlertDescription> CERTIFICATE_ALERTS =
      Set.of(
          AlertDescription.BAD_CERTIFICATE,
          AlertDescription.CERTIFICATE_UNKNOWN,
          AlertDescription.UNKNOWN_CA);

  /** A FIN or RST that comes when the client has left is no answer. */
  private static final Set<Answer.Kind> WORDLESS =
      Set.of(Answer.Kind.NOTHING, Answer.Kind.FIN, Answer.Kind.RESET);

  private Rejection() {}

  /**
   * How well the outcome fits "the server does not like the name, or its absence": HIGH where the
   * alert says so, MEDIUM where the server ended it without a reason, LOW where it was the client
   * that went. Empty where it fits badly: it worked, another alert was given, nothing can be told.
   */
  public static Optional<Confidence> forName(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    if (outcome instanceof Outcome.Alerted alerted) {
      if (alerted.by() == Side.SERVER) {
        return NAME_ALERTS.contains(alerted.description())
            ? Optional.of(Confidence.HIGH)
            : Optional.of(Confidence.MEDIUM)
                .filter(c -> VAGUE_ALERTS.contains(alerted.description()));
      }
      return Optional.of(Confidence.MEDIUM)
          .filter(c -> CERTIFICATE_ALERTS.contains(alerted.description()));
    }
    if (unexplained(handshake)) {
      return Optional.of(Confidence.MEDIUM);
    }
    boolean clientLeft =
        outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.CLIENT
            || outcome instanceof Outcome.Quit quit && quit.by() == Side.CLIENT && quit.alert();
    return clientLeft ? Optional.of(Confidence.LOW) : Optional.empty();
  }

  /** The server ended it, or let it starve, without a word of TLS. */
  public static boolean unexplained(Handshake handshake) {
    Outcome outcome = handshake.outcome();
    return outcome instanceof Outcome.Reset reset && reset.by() == Side.SERVER
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER
        || silent(handshake);
  }

  /** Nothing came for the ClientHello for as long as somebody waited. */
  public static boolean silent(Handshake handshake) {
    if (!WORDLESS.contains(handshake.answer().kind())) {
      return false; // it was the rest of the answer that somebody waited for
    }
    boolean sentOnce = handshake.frames().contains(handshake.lastFrame());
    if (handshake.transport() != Transport.TCP && sentOnce) {
      return false; // who waits on UDP repeats the hello: this capture has single packets
    }
    Outcome outcome = handshake.outcome();
    return outcome instanceof Outcome.Silence silence && Waits.longEnough(silence.after())
        || outcome instanceof Outcome.GaveUp gaveUp && Waits.longEnough(gaveUp.after());
  }

  /** Whether the handshake came to its end, so that the server had nothing against the hello. */
  public static boolean accepted(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Established
        || handshake.outcome() instanceof Outcome.Quit;
  }
}
