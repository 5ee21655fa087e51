package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-five-tuple-collision}: a proxy dials from the port of its client, and an older
 * connection of the same addresses and ports is in the way.
 */
final class UpstreamFiveTupleCollisionRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-five-tuple-collision",
          Severity.ERROR,
          "A proxy reuses its client's port, and an older connection is in the way",
          "the connection never comes to be",
          "Let the proxy dial from a port of its own: that works where this is the cause.",
          List.of(
              new Fix(
                  "Cilium", "a newer agent: the proxy then takes another port when one is taken"),
              new Fix("Envoy", "no original source port in the original_src filter"),
              new Fix("Linux", "conntrack -D of the entry, a shorter time for closed entries"),
              new Fix("HAProxy", "source 0.0.0.0 usesrc clientip in the place of usesrc client")),
          Optional.empty(),
          Set.of(
              "syn-unanswered",
              "intercepted-path-asymmetric",
              "policy-drop-on-syn",
              "fqdn-address-aged-out",
              "upstream-connect-timeout",
              "proxy-made-status",
              "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return SynTalk.unanswered(trace, facts)
        .filter(SynTalk::inVain)
        .filter(talk -> talk.place().number() > 1 && keepsPort(talk.place()))
        .map(talk -> finding(talk, facts));
  }

  private static boolean keepsPort(Place place) {
    Optional<Endpoint> client = place.trace().hops().get(place.number() - 2).from().endpoint();
    return client.isPresent()
        && place.hop().from().endpoint().filter(f -> f.port() == client.get().port()).isPresent();
  }

  private static Finding finding(SynTalk talk, Facts facts) {
    Endpoint from = talk.place().hop().from().endpoint().orElseThrow();
    String message =
        "the proxy dials %s from port %d, which is its client's, and %d SYN get no SYN-ACK"
            .formatted(talk.server(), from.port(), talk.outcome().attempts());
    boolean older =
        talk.seen().filter(h -> h.notes().contains(Handshake.ANSWERED_FOR_ANOTHER)).isPresent();
    if (older) {
      return Finding.of(
          INFO,
          talk.place(),
          Severity.ERROR,
          message
              + "; the server acknowledges an older connection of the same addresses and ports");
    }
    Finding finding = Finding.of(INFO, talk.place(), Severity.ERROR, message);
    Optional<Handshake> other = answered(talk, facts).findFirst();
    return other.isPresent()
        ? finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the server may drop a SYN now and then whatever the port: from port %d it answers (%s)"
                    .formatted(other.get().client().port(), talk.place().whereSeen(other.get())),
                "the same from another source port, several times")
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "the server, or a filter before it, may answer nobody",
                "the same from another source port")
            .notRuledOut(
                "an older connection of these addresses and ports may be in the way",
                "conntrack -L -p tcp --sport %d, and ss -tan at the server".formatted(from.port()));
  }

  /** What the server answered to the same host, on whatever port. */
  private static Stream<Handshake> answered(SynTalk talk, Facts facts) {
    String host = talk.place().hop().from().endpoint().orElseThrow().host();
    return facts.seen().stream()
        .filter(h -> h.server().equals(talk.server()) && h.client().host().equals(host))
        .filter(h -> !(h.outcome() instanceof Outcome.SynUnanswered))
        .filter(h -> !(h.outcome() instanceof Outcome.Refused))
        .filter(h -> !(h.outcome() instanceof Outcome.OneSided));
  }
}
