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
import dev.tlsdiag.trace.SentHello;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code clienthello-split-over-tls-records}: a ClientHello in several TLS records is refused, and
 * one in a single record is not.
 */
final class SplitRecordsRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "clienthello-split-over-tls-records",
          Severity.ERROR,
          "A ClientHello in several TLS records is refused",
          "the hello is refused in several records",
          "Let the receiver put records together, as RFC 8446 section 5.1 wants it, or send one record.",
          List.of(
              new Fix("Traefik", "an update: older ones read the name from a single record"),
              new Fix("Mbed TLS", "3.6.3 or later"),
              new Fix("clients", "no option that splits the ClientHello on purpose")),
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

  private static Optional<Finding> finding(RefusedHello refused) {
    SentHello sent = refused.sent();
    if (sent.records() < 2 || refused.taken(h -> records(h) > 1).isPresent()) {
      return Optional.empty();
    }
    return refused
        .taken(h -> refused.sameSpelling(h) && records(h) == 1)
        .map(
            whole -> {
              Finding finding =
                  Finding.of(
                      INFO,
                      refused.place(),
                      Severity.ERROR,
                      "a hello in %d TLS records is %s, one in a single record is taken (%s)"
                          .formatted(
                              sent.records(), refused.how(), refused.place().whereSeen(whole)));
              boolean piecesToo = sent.segments() > 1 && whole.sent().orElseThrow().segments() == 1;
              return refused.beside(
                  whole,
                  "framing",
                  piecesToo
                      ? finding
                          .with(Confidence.MEDIUM)
                          .notRuledOut(
                              "it came in several segments as well",
                              "the same bytes in one record and two segments")
                      : finding);
            });
  }

  private static int records(Handshake handshake) {
    return handshake.sent().orElseThrow().records();
  }
}
