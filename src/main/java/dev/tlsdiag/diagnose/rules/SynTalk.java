package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** A TCP connection that nobody answered, and what else is known of who should have. */
record SynTalk(Place place, Outcome.SynUnanswered outcome, Endpoint server, Facts facts) {
  /** Sooner than this a host answers, or another one on its behalf says that it cannot. */
  private static final Duration IN_VAIN = Duration.ofMillis(500);

  /** Those of a trace whose server is known. */
  static Stream<SynTalk> unanswered(HopTrace trace, Facts facts) {
    return Place.failedConnects(trace)
        .filter(place -> outcome(place) instanceof Outcome.SynUnanswered)
        .filter(place -> place.hop().to().endpoint().isPresent())
        .map(
            place ->
                new SynTalk(
                    place,
                    (Outcome.SynUnanswered) outcome(place),
                    place.hop().to().endpoint().get(),
                    facts));
  }

  private static Outcome outcome(Place place) {
    return connect(place).outcome().orElseThrow();
  }

  private static Step.Connect connect(Place place) {
    return (Step.Connect) place.step();
  }

  Step.Connect connect() {
    return connect(place);
  }

  /** Whether somebody tried for long enough that a lost packet does not explain it. */
  boolean inVain() {
    return connect().duration().isPresent()
        ? connect().duration().get().compareTo(IN_VAIN) >= 0
        : outcome.attempts() > 1;
  }

  /** Its row in the capture. */
  Optional<Handshake> seen() {
    return facts.seen().stream()
        .filter(h -> h.outcome() instanceof Outcome.SynUnanswered && h.server().equals(server))
        .filter(h -> place.hop().from().endpoint().filter(h.client()::equals).isPresent())
        .findFirst();
  }

  /** Somebody whom the same address answered on another port, by opening or refusing. */
  Optional<Handshake> otherPort() {
    if (here()) {
      return Optional.empty(); // nothing is in between, and each port has a server of its own
    }
    return facts.seen().stream()
        .filter(h -> h.server().host().equals(server.host()))
        .filter(h -> h.server().port() != server.port())
        .filter(SynTalk::answered)
        .min(Comparator.comparing(h -> sameClient(h) ? 0 : 1));
  }

  /** Whether it is the sender's own host. */
  private boolean here() {
    String host = server.host();
    return host.startsWith("127.")
        || host.equals("::1")
        || place.hop().from().endpoint().filter(from -> from.host().equals(host)).isPresent();
  }

  /** Somebody else whom the very same port answered. */
  Optional<Handshake> otherClient() {
    return facts.seen().stream()
        .filter(h -> h.server().equals(server) && answered(h) && !sameClient(h))
        .findFirst();
  }

  /** The last connection of the same client to this port that was answered, before this one. */
  Optional<Handshake> earlier() {
    Optional<Handshake> own = seen();
    return own.isEmpty()
        ? Optional.empty()
        : facts.seen().stream()
            .filter(h -> h.server().equals(server) && answered(h) && sameClient(h))
            .filter(h -> h.time().isBefore(own.get().time()))
            .max(Comparator.comparing(Handshake::time));
  }

  /** A later one that was answered: then it was no more than a moment. */
  boolean recovered() {
    Optional<Handshake> own = seen();
    return own.isPresent()
        && facts.seen().stream()
            .anyMatch(
                h ->
                    h.server().equals(server)
                        && answered(h)
                        && sameClient(h)
                        && h.time().isAfter(own.get().time()));
  }

  private boolean sameClient(Handshake other) {
    return place
        .hop()
        .from()
        .endpoint()
        .filter(from -> from.host().equals(other.client().host()))
        .isPresent();
  }

  private static boolean answered(Handshake handshake) {
    return !(handshake.outcome() instanceof Outcome.SynUnanswered)
        && !(handshake.outcome() instanceof Outcome.OneSided);
  }
}
