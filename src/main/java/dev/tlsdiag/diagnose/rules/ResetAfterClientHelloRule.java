package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code reset-after-client-hello}: the first answer to the ClientHello is a TCP reset. */
final class ResetAfterClientHelloRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "reset-after-client-hello",
          Severity.ERROR,
          "The first answer to a ClientHello is a TCP reset",
          "the server resets the connection",
          "Send the same ClientHello with another name, and in one small segment, to see what the"
              + " reset goes by.",
          List.of(
              new Fix("Cilium", "toFQDNs and serverNames of the policy must both allow the name"),
              new Fix("Istio", "a ServiceEntry or Gateway whose hosts include the name"),
              new Fix("Envoy", "a filter chain whose server_names match the name")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> reset(place.last()))
        .map(ResetAfterClientHelloRule::finding);
  }

  private static boolean reset(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Reset reset
        && reset.by() == Side.SERVER
        && handshake.answer().kind() == Answer.Kind.RESET;
  }

  private static Finding finding(Place place) {
    Handshake last = place.last();
    Duration after = Duration.ofNanos(last.answer().nanos());
    String message = "reset %s after the ClientHello, no alert".formatted(Durations.text(after));
    if (tooSoon(last)) {
      message +=
          " (the server's SYN-ACK took %s: this came from nearer)"
              .formatted(Durations.text(Duration.ofNanos(last.connectNanos().getAsLong())));
    }
    return Finding.of(INFO, place, Severity.ERROR, message)
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "a box in between may have sent the reset in the server's name",
            "capture on the server's side too: is the reset there?")
        .notRuledOut(
            "a policy or filter chain may have no match for "
                + (last.serverName().isPresent() ? "this name" : "a hello without a name"),
            "the same hello with a name that is known to be served");
  }

  /** An answer from the same machine takes as long as its SYN-ACK did, give or take half. */
  private static boolean tooSoon(Handshake handshake) {
    return handshake.connectNanos().isPresent()
        && handshake.connectNanos().getAsLong() > Duration.ofMillis(2).toNanos()
        && handshake.answer().nanos() < handshake.connectNanos().getAsLong() / 2;
  }
}
