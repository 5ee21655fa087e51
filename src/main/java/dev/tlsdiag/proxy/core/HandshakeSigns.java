package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of a handshake that failed, at the end that tells it.
 *
 * @param end which end that is
 * @param timedOut nothing came in time
 * @param refused the peer's certificate was not accepted here
 * @param ended who ended the connection first, where somebody did without a word of TLS
 * @param byReset whether that was a reset
 * @param seenAlert the peer's fatal alert, where it came in the clear; a library that expects it
 *     encrypted does not understand it
 * @param libraryError the TLS library's words; empty where it said nothing
 */
public record HandshakeSigns(
    Side end,
    boolean timedOut,
    boolean refused,
    Optional<Side> ended,
    boolean byReset,
    Optional<AlertDescription> seenAlert,
    String libraryError) {
  /** Library 16 is SSL in BoringSSL; the reason stands in the low 12 bits. */
  private static final Pattern BORINGSSL =
      Pattern.compile("error:([0-9a-f]{8}):SSL routines", Pattern.CASE_INSENSITIVE);

  private static final Pattern JDK =
      Pattern.compile("Received fatal alert: ([a-z_]+)", Pattern.CASE_INSENSITIVE);
  private static final int REASON = 0xfff;

  /** From this reason on it is an alert that was received: its number is the rest. */
  private static final int FIRST_ALERT = 1000;

  private static final int LAST_ALERT = 255;
  private static final int FATAL = 2;

  public HandshakeSigns {
    requireNonNull(end, "end is null");
    requireNonNull(ended, "ended is null");
    requireNonNull(seenAlert, "seenAlert is null");
    requireNonNull(libraryError, "libraryError is null");
  }

  /** The alert that the peer sent. */
  public Optional<AlertDescription> receivedAlert() {
    return seenAlert.or(() -> receivedAlert(libraryError));
  }

  /** The alert that a message of BoringSSL or of the JDK says was received. */
  public static Optional<AlertDescription> receivedAlert(String libraryError) {
    Matcher boring = BORINGSSL.matcher(libraryError);
    if (boring.find()) {
      int alert = (Integer.parseUnsignedInt(boring.group(1), 16) & REASON) - FIRST_ALERT;
      return alert >= 0 && alert <= LAST_ALERT
          ? Optional.of(AlertDescription.of(alert))
          : Optional.empty();
    }
    Matcher jdk = JDK.matcher(libraryError);
    if (jdk.find()) {
      String name = jdk.group(1).toLowerCase(Locale.ROOT);
      for (int code = 0; code <= LAST_ALERT; code++) {
        if (AlertDescription.of(code).name().equals(name)) {
          return Optional.of(AlertDescription.of(code));
        }
      }
    }
    return Optional.empty();
  }

  /** Which kind of failure this is of a connection to a server. */
  public UpstreamFailure.Kind kind() {
    if (refused) {
      return UpstreamFailure.Kind.CERTIFICATE;
    }
    if (receivedAlert().isPresent()) {
      return UpstreamFailure.Kind.TLS_ALERT;
    }
    if (timedOut) {
      return UpstreamFailure.Kind.TLS_TIMEOUT;
    }
    return ended.isPresent() ? UpstreamFailure.Kind.TLS_CLOSED : UpstreamFailure.Kind.TLS;
  }

  /**
   * How the handshake ended: what the packets show, and where an alert in them was encrypted or
   * unseen, what the library knows of it.
   *
   * @param raised the alert that this end sent; empty where it sent none
   */
  public Outcome outcome(Outcome seen, Optional<AlertDescription> raised) {
    if (seen instanceof Outcome.Alerted) {
      return seen;
    }
    if (receivedAlert().isPresent()) {
      return new Outcome.Alerted(end.other(), FATAL, receivedAlert().get());
    }
    boolean hidden =
        seen instanceof Outcome.EncryptedAlert alert && alert.by() == end
            || seen instanceof Outcome.Quit quit && quit.by() == end
            || seen instanceof Outcome.Established;
    if (raised.isPresent() && hidden) {
      return new Outcome.Alerted(end, FATAL, raised.get());
    }
    return seen;
  }

  /** In one line, for a record. */
  public String text(String waited) {
    Optional<AlertDescription> alert = receivedAlert();
    if (alert.isPresent() && !refused) {
      return "alert %d %s from the %s"
          .formatted(alert.get().code(), alert.get().name(), end.other().label());
    }
    if (timedOut && end == Side.SERVER) {
      return "the client did not go on with the handshake within " + waited;
    }
    if (timedOut) {
      return "no answer to the ClientHello within " + waited;
    }
    if (ended.isPresent() && libraryError.isEmpty()) {
      return "the %s %s the connection during the handshake"
          .formatted(ended.get().label(), byReset ? "reset" : "closed");
    }
    return libraryError;
  }
}
