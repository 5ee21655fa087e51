package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code connection-refused}: the answer to a SYN is a reset, or a router's refusal. */
final class ConnectionRefusedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "connection-refused",
          Severity.ERROR,
          "A TCP connection is refused",
          "the connection is refused",
          "See whether something listens on this address and port, and whether it is the one"
              + " meant.",
          List.of(
              new Fix("server", "ss -ltn: what listens, and on which address (127.0.0.1 only?)"),
              new Fix("Kubernetes", "targetPort of the Service, and ready endpoints behind it"),
              new Fix("network", "a firewall that rejects says it in ICMP, or with a reset")),
          Optional.empty(),
          Set.of(
              "proxy-made-status",
              "proxy-refused-connect",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  /** So soon a client tries another address of the same name. */
  private static final Duration NEXT_ADDRESS = Duration.ofSeconds(1);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.connectRefused(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.failedConnects(trace)
        .filter(place -> outcome(place) instanceof Outcome.Refused)
        .map(
            place ->
                wentOn(place, facts)
                    .map(other -> harmless(finding(place), place, other))
                    .orElseGet(() -> finding(place)));
  }

  /**
   * The next address that the client tried and that took it, as with both IP versions (RFC 8305).
   */
  private static Optional<Handshake> wentOn(Place place, Facts facts) {
    return facts.seen().stream()
        .filter(own -> own.outcome() instanceof Outcome.Refused)
        .filter(own -> place.hop().from().endpoint().equals(Optional.of(own.client())))
        .filter(own -> place.hop().to().endpoint().equals(Optional.of(own.server())))
        .findFirst()
        .flatMap(own -> facts.seen().stream().filter(h -> follows(own, h)).findFirst());
  }

  private static boolean follows(Handshake refused, Handshake other) {
    Endpoint client = refused.client();
    return other.server().port() == refused.server().port()
        && !other.server().equals(refused.server())
        && (other.client().host().equals(client.host()) || isV6(other.client()) != isV6(client))
        && !other.time().isBefore(refused.time())
        && other.time().isBefore(refused.time().plus(NEXT_ADDRESS))
        && Rejection.accepted(other);
  }

  private static boolean isV6(Endpoint endpoint) {
    return endpoint.host().contains(":");
  }

  private static Finding harmless(Finding finding, Place place, Handshake other) {
    return Finding.of(
        INFO,
        place,
        Severity.WARNING,
        "%s, and its client goes on to %s, which takes it (%s)"
            .formatted(finding.message(), other.server(), place.whereSeen(other)));
  }

  private static Outcome outcome(Place place) {
    return ((Step.Connect) place.step()).outcome().orElseThrow();
  }

  private static Finding finding(Place place) {
    String router =
        ((Step.Connect) place.step())
            .icmpErrors().stream()
                .findFirst()
                .map(e -> " (%s, says %s)".formatted(e.text(), e.from()))
                .orElse("");
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "%s refuses the connection%s".formatted(place.server(), router))
            .check(
                "nc -vz -w 3 "
                    + place.server().replaceAll("[\\[\\]]", "").replaceFirst(":(\\d+)$", " $1"),
                "Connection refused");
    return router.isEmpty()
        ? finding.notRuledOut(
            "a firewall in between may have sent the reset in the server's name",
            "capture on the server's side: does the SYN arrive?")
        : finding;
  }
}
