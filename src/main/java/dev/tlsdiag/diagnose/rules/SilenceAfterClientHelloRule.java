package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code silence-after-client-hello}: TCP connects, the ClientHello leaves, nothing comes back. */
final class SilenceAfterClientHelloRule implements Rule {
  private static final Duration SIDECAR = Duration.ofNanos(500_000);

  private static final RuleInfo INFO =
      new RuleInfo(
          "silence-after-client-hello",
          Severity.ERROR,
          "A ClientHello is never answered",
          "the server stays silent",
          "Send the same ClientHello with a name, and in one small segment, to see what the silence"
              + " goes by.",
          List.of(
              new Fix("network", "let ICMP fragmentation-needed through, clamp the MSS"),
              new Fix("firewall", "let name filters wait for the whole ClientHello")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.silence(INFO, trace);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> Rejection.silent(place.last()))
        .map(place -> finding(place, facts));
  }

  private static Finding finding(Place place, Facts facts) {
    Handshake last = place.last();
    String waited = Durations.text(waited(last));
    if (acknowledged(last)) {
      Finding silent =
          Finding.of(
                  INFO,
                  place,
                  Severity.ERROR,
                  "no answer to the ClientHello in %s, though TCP acknowledged it"
                      .formatted(waited))
              .with(Confidence.LOW)
              .notRuledOut(
                  "the server may have answered with a packet too large for the way back",
                  "capture on the server's side: does it send and repeat full-size segments?");
      if (otherNameIsSilentToo(place, facts)) {
        silent =
            silent.notRuledOut(
                "whoever answers may wait for something else, as a proxy that has no answer of its"
                    + " own server yet",
                "a capture of the hop behind it: does a ClientHello leave, and what comes back?");
      } else {
        silent =
            silent.notRuledOut(
                "the server, or a filter before it, may drop hellos "
                    + (last.serverName().isPresent() ? "with this name" : "without a name"),
                "the same hello with another name");
      }
      return suspiciouslyNear(last)
          ? silent.notRuledOut(
              "the SYN-ACK came after %s: a sidecar may answer for every server"
                  .formatted(Durations.text(Duration.ofNanos(last.connectNanos().getAsLong()))),
              "a connection to an address where nothing is: does it stand too?")
          : silent;
    }
    Optional<IcmpError> tooBig =
        last.icmpErrors().stream().filter(IcmpError::packetTooBig).findFirst();
    Finding lost =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the ClientHello was not acknowledged in %s: it got lost".formatted(waited)
                + tooBig.map(e -> " (%s from %s)".formatted(e.text(), e.from())).orElse(""));
    return tooBig.isPresent()
        ? lost
        : lost.with(Confidence.LOW)
            .notRuledOut(
                "the hello may be too large for the path, or a filter may drop it",
                "the same hello in segments of at most 500 bytes");
  }

  /** Then it is not for the name that nothing comes. */
  private static boolean otherNameIsSilentToo(Place place, Facts facts) {
    Optional<String> own = place.last().serverName();
    return facts
        .otherWith(
            place,
            other ->
                other.serverName().isPresent()
                    && !other.serverName().equals(own)
                    && Rejection.silent(other))
        .isPresent();
  }

  /** A sidecar is as near as this, and few servers are. */
  private static boolean suspiciouslyNear(Handshake handshake) {
    return handshake.connectNanos().isPresent()
        && handshake.connectNanos().getAsLong() < SIDECAR.toNanos()
        && !handshake.server().host().startsWith("127.")
        && !handshake.server().host().equals("::1");
  }

  private static Duration waited(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Silence silence
        ? silence.after()
        : ((Outcome.GaveUp) handshake.outcome()).after();
  }

  private static boolean acknowledged(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.Silence silence
        ? silence.acknowledged()
        : ((Outcome.GaveUp) handshake.outcome()).acknowledged();
  }
}
