package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Step;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a server made of a proxy's hello that lacks the client's name.
 *
 * @param rejected how well it fits a missing name; empty where the server took the hello
 * @param proven whether the certificates of both paths settle it, so that no control is needed
 * @param text what to add to a message, with a separator before it; may be empty
 */
record UpstreamAnswer(Optional<Confidence> rejected, boolean proven, String text) {
  private static final int MISDIRECTED_REQUEST = 421;
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_SERVER_FAILURE = 500;

  UpstreamAnswer {
    requireNonNull(rejected, "rejected is null");
    requireNonNull(text, "text is null");
  }

  static UpstreamAnswer of(Place.Upstream up, Facts facts) {
    CertificateCase shown =
        CertificateCase.of(up.place().trace())
            .filter(c -> c.place().number() == up.place().number())
            .findFirst()
            .orElseThrow();
    String name = up.model().hello().serverName().orElseThrow();
    Optional<ServerChain> another = shown.chain().filter(chain -> !chain.covers(name));
    Optional<Confidence> byPackets = Rejection.forName(up.place().last());
    OptionalInt status = status(up.place());
    if (another.isPresent()) {
      String text = "; the server shows its certificate for " + another.get().namesShown();
      boolean directCovers =
          CertificateCase.control(facts)
              .flatMap(CertificateCase::chain)
              .filter(chain -> chain.covers(name))
              .isPresent();
      boolean refused =
          shown.verification().isPresent() && shown.problem().isPresent()
              ? shown.verification().get().enforced()
              : shown.refused();
      if (refused) {
        return new UpstreamAnswer(
            Optional.of(directCovers ? Confidence.HIGH : Confidence.MEDIUM), directCovers, text);
      }
      boolean httpFails =
          status.isPresent()
              && status.getAsInt() >= FIRST_FAILURE
              && directStatus(facts).orElse(FIRST_FAILURE) < FIRST_FAILURE;
      if (httpFails) {
        return new UpstreamAnswer(
            Optional.of(Confidence.MEDIUM),
            directCovers,
            text + ", and the answer is status " + status.getAsInt());
      }
      // Whoever checks nobody's name is led to another virtual host, and does not notice.
      return directCovers
          ? new UpstreamAnswer(
              Optional.of(Confidence.HIGH), true, text + ", which the proxy takes unchecked")
          : new UpstreamAnswer(byPackets, false, text);
    }
    if (byPackets.isPresent()) {
      return new UpstreamAnswer(byPackets, false, "");
    }
    if (status.isPresent() && status.getAsInt() == MISDIRECTED_REQUEST) {
      return new UpstreamAnswer(
          Optional.of(Confidence.MEDIUM), false, "; the answer is status 421, misdirected request");
    }
    boolean fails = status.isPresent() && status.getAsInt() >= FIRST_SERVER_FAILURE;
    boolean failsForIt = fails && unanswered(up.place().last().outcome());
    if (fails && !failsForIt && directStatus(facts).orElse(status.getAsInt()) < FIRST_FAILURE) {
      // What took the hello may be another proxy, which has no name to go by either.
      return new UpstreamAnswer(
          Optional.of(Confidence.LOW),
          false,
          "; the client gets status %d, and %d on the direct path"
              .formatted(status.getAsInt(), directStatus(facts).getAsInt()));
    }
    return new UpstreamAnswer(
        failsForIt ? Optional.of(Confidence.MEDIUM) : Optional.empty(),
        false,
        failsForIt ? "; the client gets status " + status.getAsInt() : "");
  }

  /** A proxy may give up sooner than anybody could call it silence. */
  private static boolean unanswered(Outcome outcome) {
    return outcome instanceof Outcome.GaveUp
        || outcome instanceof Outcome.Silence
        || outcome instanceof Outcome.Unfinished;
  }

  private static OptionalInt status(Place upstream) {
    return Place.of(upstream.trace(), Step.Kind.HTTP)
        .findFirst()
        .map(place -> ((Step.Http) place.step()).exchange().status())
        .orElse(OptionalInt.empty());
  }

  private static OptionalInt directStatus(Facts facts) {
    return facts
        .control()
        .flatMap(control -> control.clientHop().http())
        .map(HttpExchange::status)
        .orElse(OptionalInt.empty());
  }
}
