package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code works-only-by-resumption}: a hop works because it resumes a session; a full handshake with
 * the same hello fails.
 */
final class WorksOnlyByResumptionRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "works-only-by-resumption",
          Severity.WARNING,
          "A hop works only because it resumes an earlier session",
          "it works only while a session is resumed",
          "Judge by full handshakes: restart the proxy, or switch its session cache off.",
          List.of(
              new Fix("nginx", "proxy_ssl_session_reuse off; as a test"),
              new Fix("Envoy", "max_session_keys: 0 in UpstreamTlsContext, as a test"),
              new Fix("HAProxy", "server … no-ssl-reuse, as a test"),
              new Fix("openssl", "s_client makes a full handshake unless told -sess_in")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    Stream<Finding> unnamed =
        Place.upstreams(trace, facts)
            .filter(up -> resumed(up.place().last()))
            .filter(up -> up.model().hello().serverName().isPresent())
            .filter(up -> up.place().last().serverName().isEmpty())
            .filter(up -> refusedWhenFull(up.place(), facts).isEmpty())
            .map(up -> doubtful(up.place()));
    return Stream.concat(
        Place.handshakes(trace).flatMap(place -> tested(place, facts).stream()), unnamed);
  }

  /** Both kinds of handshake were seen, and only the resumed one worked. */
  private static Optional<Finding> tested(Place place, Facts facts) {
    if (resumed(place.last())) {
      return refusedWhenFull(place, facts)
          .map(
              full ->
                  finding(
                          place,
                          "it resumes a session; a full handshake with such a hello fails (%s): %s"
                              .formatted(place.whereSeen(full), OutcomeText.of(full.outcome())))
                      .with(Rejection.forName(full).orElseThrow()));
    }
    boolean failed = Rejection.forName(place.last()).filter(c -> c != Confidence.LOW).isPresent();
    return failed
        ? facts
            .otherWith(place, h -> resumed(h) && h.sameServerName(place.last()))
            .map(
                other ->
                    finding(
                            place,
                            "a full handshake fails, where one that resumes a session works (%s)"
                                .formatted(place.whereSeen(other)))
                        .with(Rejection.forName(place.last()).orElseThrow()))
        : Optional.empty();
  }

  private static Finding finding(Place place, String message) {
    return Finding.of(INFO, place, Severity.WARNING, message);
  }

  private static Finding doubtful(Place place) {
    return finding(place, "it resumes a session, so nothing shows that a nameless hello is enough")
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the server may take full handshakes without a name too",
            "openssl s_client -connect %s -noservername".formatted(place.server()));
  }

  /**
   * Empty also where another full handshake was accepted: then the session is not what it takes.
   */
  private static Optional<Handshake> refusedWhenFull(Place place, Facts facts) {
    boolean acceptedToo =
        facts
            .otherWith(
                place, h -> h.sameServerName(place.last()) && Rejection.accepted(h) && !resumed(h))
            .isPresent();
    return acceptedToo
        ? Optional.empty()
        : facts.otherWith(
            place,
            h ->
                h.sent().filter(sent -> !sent.hello().offersResumption()).isPresent()
                    && h.sameServerName(place.last())
                    && Rejection.forName(h).filter(c -> c != Confidence.LOW).isPresent());
  }

  private static boolean resumed(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Established established && established.resumed();
  }
}
