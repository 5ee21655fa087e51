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
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.WireSigns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code pmtu-blackhole-client-hello}: the full-size first segment of a ClientHello is lost as
 * often as it is sent.
 */
final class PmtuBlackholeClientHelloRule implements Rule {
  /** Smaller ones fit any tunnel: the least MTU of IPv6 is 1280 (RFC 8200 section 5). */
  private static final int MAY_BE_TOO_LARGE = 1_200;

  private static final RuleInfo INFO =
      new RuleInfo(
          "pmtu-blackhole-client-hello",
          Severity.ERROR,
          "A ClientHello's full-size segment is lost, and smaller packets arrive",
          "the ClientHello does not arrive",
          "Send the same ClientHello in segments of at most 500 bytes, and a smaller one.",
          List.of(
              new Fix("network", "ICMP type 3 code 4, and ICMPv6 type 2, let through"),
              new Fix(
                  "iptables",
                  "-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS"
                      + " --clamp-mss-to-pmtu"),
              new Fix("Linux", "net.ipv4.tcp_mtu_probing=1 at the client; the tunnel's MTU"),
              new Fix("Go", "GODEBUG=tlsmlkem=0: a smaller hello, until the path is mended"),
              new Fix("OpenSSL", "Groups = X25519:P-256: a smaller hello")),
          Optional.empty(),
          Set.of(
              "silence-after-client-hello",
              "close-after-client-hello",
              "reset-after-client-hello",
              "clienthello-split",
              "snifilter-drops-multipacket-hello",
              "proxy-made-status",
              "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> neverArrived(place.last()))
        .filter(place -> place.last().signs().firstSegmentRetransmitted())
        .filter(place -> place.last().signs().largestHelloSegment() >= MAY_BE_TOO_LARGE)
        .map(place -> finding(place, facts));
  }

  /** Nobody answered it; or the server, which still lacks its beginning, was tired of waiting. */
  private static boolean neverArrived(Handshake h) {
    boolean wordless =
        h.answer().kind() == Answer.Kind.FIN || h.answer().kind() == Answer.Kind.RESET;
    return Rejection.silent(h) ? !arrived(h) : wordless && h.signs().helloTailAcknowledged();
  }

  private static boolean arrived(Handshake h) {
    return h.outcome() instanceof Outcome.Silence silence
        ? silence.acknowledged()
        : ((Outcome.GaveUp) h.outcome()).acknowledged();
  }

  private static Finding finding(Place place, Facts facts) {
    Handshake last = place.last();
    WireSigns signs = last.signs();
    Optional<IcmpError> tooBig =
        last.icmpErrors().stream().filter(IcmpError::packetTooBig).findFirst();
    Optional<Handshake> smaller =
        facts.otherWith(
            place,
            other ->
                other.signs().largestHelloSegment() > 0
                    && other.signs().largestHelloSegment() < MAY_BE_TOO_LARGE
                    && other.answer().kind() != Answer.Kind.NOTHING);
    String message =
        "the first segment of the ClientHello (%d bytes) is sent again and never acknowledged"
            .formatted(signs.largestHelloSegment());
    if (signs.helloTailAcknowledged()) {
      message += ", and the shorter one behind it arrives (SACK)";
    }
    message += tooBig.map(e -> "; %s says %s".formatted(e.from(), e.text())).orElse("");
    message +=
        smaller
            .map(
                h ->
                    "; a hello of %d bytes is answered (%s)"
                        .formatted(h.signs().largestHelloSegment(), place.whereSeen(h)))
            .orElse("");
    Finding finding = Finding.of(INFO, place, Severity.ERROR, message);
    if (signs.helloTailAcknowledged() || tooBig.isPresent()) {
      return finding;
    }
    Finding doubted =
        finding
            .with(smaller.isPresent() ? Confidence.MEDIUM : Confidence.LOW)
            .notRuledOut(
                "a filter may drop hellos that it cannot put together, or this name",
                "the same hello in segments of at most 500 bytes: through means size of packets,"
                    + " lost means a filter");
    return smaller.isPresent()
        ? doubted
        : doubted.notRuledOut(
            "everything from here may be lost since", "a hello of less than 500 bytes, now");
  }
}
