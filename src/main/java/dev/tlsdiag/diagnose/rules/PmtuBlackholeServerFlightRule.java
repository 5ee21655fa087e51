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
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.WireSigns;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code pmtu-blackhole-server-flight}: the server's full-size segments do not arrive, and nobody
 * tells it.
 */
final class PmtuBlackholeServerFlightRule implements Rule {
  /** RFC 9293 section 3.7.1: every path carries segments of so many bytes. */
  private static final int ALWAYS_FITS = 536;

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);
  private static final int REPEATED = 2;

  private static final RuleInfo INFO =
      new RuleInfo(
          "pmtu-blackhole-server-flight",
          Severity.ERROR,
          "The server's full-size packets are lost, and smaller ones arrive",
          "the server's answer does not arrive",
          "Lower the MTU at either end and try again: it works where this is the cause.",
          List.of(
              new Fix("network", "ICMP type 3 code 4, and ICMPv6 type 2, let through"),
              new Fix(
                  "iptables",
                  "-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS"
                      + " --clamp-mss-to-pmtu"),
              new Fix("Linux", "net.ipv4.tcp_mtu_probing=1 at the server"),
              new Fix("Cilium", "MTU of the tunnel: the mtu option of the agent"),
              new Fix("Kubernetes", "MTU of the CNI not above that of the nodes' tunnel")),
          Optional.empty(),
          Set.of("silence-after-client-hello", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> !Rejection.accepted(place.last()) && leftByClient(place.last()))
        .flatMap(place -> lost(place).or(() -> neverAcknowledged(place)).stream());
  }

  /** Nobody ended it but the client, or nobody did. */
  private static boolean leftByClient(Handshake h) {
    Outcome outcome = h.outcome();
    return outcome instanceof Outcome.Silence
        || outcome instanceof Outcome.GaveUp
        || outcome instanceof Outcome.Unfinished
        || outcome instanceof Outcome.Cut
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT
        || outcome instanceof Outcome.Reset reset && reset.by() == Side.CLIENT;
  }

  /** Seen at the client: what follows the large segments is there, and they are not. */
  private static Optional<Finding> lost(Place place) {
    Handshake last = place.last();
    WireSigns signs = last.signs();
    if (signs.serverHoleBytes() < ALWAYS_FITS || !waited(last)) {
      return Optional.empty();
    }
    String message =
        "%d bytes of the server's answer never arrive, and bytes behind them do%s"
            .formatted(
                signs.serverHoleBytes(), signs.selectiveAck() ? " (the client says so: SACK)" : "");
    return Optional.of(graded(place, message, signs.selectiveAck(), "at the server"));
  }

  /** Seen at the server: it repeats what nobody acknowledges. */
  private static Optional<Finding> neverAcknowledged(Place place) {
    WireSigns signs = place.last().signs();
    if (signs.serverRetransmissions() < REPEATED
        || signs.unacknowledgedServerBytes() < ALWAYS_FITS) {
      return Optional.empty();
    }
    String message =
        "%d bytes of the server's answer are never acknowledged, though it sent them again (%d segments)%s"
            .formatted(
                signs.unacknowledgedServerBytes(),
                signs.serverRetransmissions(),
                signs.selectiveAck() ? "; smaller ones behind them arrive (SACK)" : "");
    return Optional.of(graded(place, message, signs.selectiveAck(), "at the client"));
  }

  private static Finding graded(Place place, String message, boolean proof, String elsewhere) {
    Optional<IcmpError> tooBig =
        place.last().icmpErrors().stream().filter(IcmpError::packetTooBig).findFirst();
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            message + tooBig.map(e -> "; %s says %s".formatted(e.from(), e.text())).orElse(""));
    return proof || tooBig.isPresent()
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "packets may be lost on the way whatever their size",
                "capture " + elsewhere + " too, and lower the MTU of one end");
  }

  private static boolean waited(Handshake h) {
    Optional<Duration> wait =
        h.outcome() instanceof Outcome.Silence silence
            ? Optional.of(silence.after())
            : h.outcome() instanceof Outcome.GaveUp gaveUp
                ? Optional.of(gaveUp.after())
                : Optional.empty();
    return wait.map(w -> w.compareTo(LONG_ENOUGH) >= 0).orElse(h.signs().selectiveAck());
  }
}
