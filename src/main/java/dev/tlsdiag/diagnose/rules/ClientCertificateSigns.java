package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;

/** What shows that a server wanted a client certificate. */
final class ClientCertificateSigns {
  /** What servers say to a client whose certificate they do not accept, or that has none. */
  private static final AlertDescription[] REFUSALS = {
    AlertDescription.HANDSHAKE_FAILURE,
    AlertDescription.NO_CERTIFICATE,
    AlertDescription.BAD_CERTIFICATE,
    AlertDescription.CERTIFICATE_UNKNOWN,
    AlertDescription.UNKNOWN_CA,
    AlertDescription.ACCESS_DENIED
  };

  private static final int FIRST_SERVER_FAILURE = 500;

  private ClientCertificateSigns() {}

  /** Whether the server asked and then ended it, by an alert that fits. */
  static boolean refused(Place place) {
    return place.serverSaid(AlertDescription.CERTIFICATE_REQUIRED)
        || asked(place.last()) && (place.serverSaid(REFUSALS) || endedUnread(place));
  }

  /** Likewise, and the client had none to show as far as that can be told. */
  static boolean refusedWithout(Place place) {
    return refused(place) && !ClientFlight.hasCertificate(place.last());
  }

  private static boolean asked(Handshake handshake) {
    return handshake.certificateRequested()
        || ClientFlight.hasEmptyCertificate(handshake)
        || ClientFlight.hasCertificate(handshake);
  }

  /**
   * The server's alert, or its going away, as it looks from TLS 1.3 on without keys. A server that
   * resets because a request is already under way takes its own alert back.
   */
  static boolean endedUnread(Place place) {
    Outcome outcome = place.last().outcome();
    return outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.SERVER
        || outcome instanceof Outcome.Quit quit && quit.by() == Side.SERVER
        || outcome instanceof Outcome.Established established
            && !established.applicationData()
            && unanswered(place);
  }

  /** The request on this path came to nothing, or to what a proxy says of that. */
  private static boolean unanswered(Place place) {
    return Place.of(place.trace(), Step.Kind.HTTP)
        .map(each -> ((Step.Http) each.step()).exchange())
        .anyMatch(
            exchange ->
                exchange.problem().isPresent()
                    || exchange.status().orElse(0) >= FIRST_SERVER_FAILURE);
  }

  /** Whether the refusal could only come when the client was done (TLS 1.3). */
  static boolean afterFinished(Handshake handshake) {
    return handshake
        .serverHello()
        .filter(hello -> hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .isPresent();
  }
}
