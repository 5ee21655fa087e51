package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code snifilter-drops-multipacket-hello}: a filter on the way drops a ClientHello that comes in
 * several packets.
 */
final class MultipacketHelloDropRule implements Rule {
  private static final int SMALL = 600;

  /** Where tunnels begin to fragment. */
  private static final int FULL = 1200;

  private static final RuleInfo INFO =
      new RuleInfo(
          "snifilter-drops-multipacket-hello",
          Severity.ERROR,
          "A ClientHello in several packets gets no answer, and one in a single packet does",
          "a filter drops the hello",
          "Let the filter put packets together before it looks for the name, or send a smaller hello.",
          List.of(
              new Fix("AWS Network Firewall", "ssl_state:client_hello in the rule that drops TLS"),
              new Fix("Suricata", "ssl_state:client_hello; stream reassembly on for the port"),
              new Fix("Go", "GODEBUG=tlsmlkem=0, as a test; 1.23 has tlskyber=0"),
              new Fix(
                  "OpenSSL", "groups without the post-quantum key share; it may stay in the list")),
          Optional.empty(),
          RefusedHello.explaining("clienthello-split"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused).stream());
  }

  static Optional<Finding> finding(RefusedHello refused) {
    boolean dropped = refused.way() == RefusedHello.Way.SILENCE || refused.fromElsewhere();
    boolean takenInPieces = refused.taken(h -> segments(h) > 1).isPresent();
    if (!dropped || refused.sent().segments() < 2 || takenInPieces) {
      return Optional.empty();
    }
    boolean smallPieces =
        small(refused.handshake())
            || !refused.refusedAlike(h -> segments(h) > 1 && small(h)).isEmpty();
    if (!smallPieces && tooLargeForThePath(refused.handshake())) {
      return Optional.empty();
    }
    return refused
        .taken(h -> refused.sameSpelling(h) && segments(h) == 1)
        .map(whole -> finding(refused, whole, smallPieces));
  }

  private static Finding finding(RefusedHello refused, Handshake whole, boolean smallPieces) {
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "a hello of %d bytes in %d segments is %s, one in a single segment is taken (%s)"
                .formatted(
                    refused.sent().message().length(),
                    refused.sent().segments(),
                    refused.how(),
                    refused.place().whereSeen(whole)));
    boolean asLarge =
        whole.sent().orElseThrow().message().length() >= refused.sent().message().length();
    if (!asLarge) {
      finding =
          finding
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "its size may be refused, not that it comes in pieces",
                  "the small hello in two segments");
    }
    if (!smallPieces) {
      finding =
          finding
              .with(finding.confidence().and(Confidence.MEDIUM))
              .notRuledOut(
                  "full-size packets may get lost on the way",
                  "the same hello in two small segments");
    }
    return refused.beside(whole, "size", finding);
  }

  /** Full-size segments that are sent again and never acknowledged: the path may lose those. */
  private static boolean tooLargeForThePath(Handshake handshake) {
    return handshake.signs().firstSegmentRetransmitted()
        && handshake.signs().largestHelloSegment() >= FULL
        && !acknowledged(handshake.outcome());
  }

  private static boolean acknowledged(Outcome outcome) {
    return outcome instanceof Outcome.Silence silence && silence.acknowledged()
        || outcome instanceof Outcome.GaveUp gaveUp && gaveUp.acknowledged();
  }

  /** Small enough for any path. */
  private static boolean small(Handshake handshake) {
    int largest = handshake.signs().largestHelloSegment();
    return largest > 0 && largest <= SMALL;
  }

  private static int segments(Handshake handshake) {
    return handshake.sent().orElseThrow().segments();
  }
}
