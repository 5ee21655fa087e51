package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code resumed-session-lost-ems}: a server resumes a session without the extended master secret
 * that the session was made with, which the client must not accept (RFC 7627 section 5.3).
 */
final class ResumedSessionLostEmsRule implements Rule {
  private static final String WORDS = "RESUMED_EMS_SESSION_WITHOUT_EMS_EXTENSION";

  private static final RuleInfo INFO =
      new RuleInfo(
          "resumed-session-lost-ems",
          Severity.ERROR,
          "A server resumes a session without the extended master secret it was made with",
          "the server resumes without extended master secret",
          "Let the client forget its sessions with this server; the same one is offered again and"
              + " again.",
          List.of(
              new Fix("Envoy", "restart it, or max_session_keys: 0 in UpstreamTlsContext"),
              new Fix("nginx", "proxy_ssl_session_reuse off; and a reload"),
              new Fix("HAProxy", "server … no-ssl-reuse"),
              new Fix("servers", "one version of the TLS library behind one ticket key")),
          Optional.empty(),
          Set.of("works-only-by-resumption", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace).flatMap(place -> finding(place).stream());
  }

  private static Optional<Finding> finding(Place place) {
    boolean said =
        LibraryWords.containing(place, WORDS).isPresent() || LibraryWords.onPage(place, WORDS);
    if (!said && !(lost(place.last()) && ended(place.last().outcome()))) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the hello offers a session and extended_master_secret; the server resumes that"
                    + " session without the extension, and the client ends it"
                    + (said ? " (" + WORDS + ")" : ""))
            .check(
                "openssl s_client -connect %s -tls1_2".formatted(place.server()),
                "a new process makes a full handshake, and works"));
  }

  private static boolean lost(Handshake handshake) {
    return EchoedSession.in(handshake)
        && handshake.certificates().isEmpty()
        && handshake.sent().orElseThrow().hello().offersResumption()
        && handshake.sent().orElseThrow().hello().hasExtension(ExtensionType.EXTENDED_MASTER_SECRET)
        && handshake
            .serverHello()
            .orElseThrow()
            .extension(ExtensionType.EXTENDED_MASTER_SECRET)
            .isEmpty();
  }

  private static boolean ended(Outcome outcome) {
    return outcome instanceof Outcome.Alerted alerted && alerted.by() == Side.CLIENT
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT;
  }
}
