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
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code clienthello-split}: a ClientHello in several pieces is refused. A receiver that looks for
 * the name in the first piece only does not find it there.
 */
final class ClientHelloSplitRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "clienthello-split",
          Severity.ERROR,
          "A ClientHello that came in several pieces is refused",
          "the hello is refused in several pieces",
          "Let the receiver wait for the whole ClientHello, or make the hello fit one segment.",
          List.of(
              new Fix("HAProxy", "tcp-request content accept if { req.ssl_hello_type 1 }"),
              new Fix("Suricata", "ssl_state:client_hello in the drop rule"),
              new Fix("Go", "GODEBUG=tlsmlkem=0 makes the hello small, as a test"),
              new Fix("OpenSSL", "groups without a post-quantum key share, as a test")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        whole(trace, facts),
        Place.handshakes(trace)
            .filter(place -> place.last().helloCutShort())
            .map(place -> cutShort(place, facts)));
  }

  /** The server did not wait for the second piece. */
  private static Finding cutShort(Place place, Facts facts) {
    String problem = place.last().helloProblem().orElseThrow();
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the ClientHello comes in pieces, and "
                + problem.substring(Handshake.CUT_SHORT.length()));
    Optional<Handshake> other = facts.otherWith(place, h -> !split(h) && taken(h));
    return other.isPresent()
        ? finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the hello in one piece that worked (%s) differs in more than that"
                    .formatted(place.whereSeen(other.get())),
                "the same bytes, once in one segment and once in two")
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "it may refuse every connection: no hello that worked was seen here",
                "the same bytes in one segment");
  }

  private static Stream<Finding> whole(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> split(place.last()) && Rejection.unexplained(place.last()))
        .filter(place -> facts.otherWith(place, h -> split(h) && taken(h)).isEmpty())
        .map(place -> finding(place, facts));
  }

  private static boolean taken(Handshake handshake) {
    return RefusedHello.taken(handshake) || Rejection.accepted(handshake);
  }

  private static boolean split(Handshake handshake) {
    return handshake.transport() == Transport.TCP
        && handshake.sent().filter(sent -> sent.segments() > 1 || sent.records() > 1).isPresent();
  }

  private static Finding finding(Place place, Facts facts) {
    SentHello sent = place.last().sent().orElseThrow();
    String message =
        "ClientHello of %d bytes in %d segments and %d records, and no answer in TLS"
            .formatted(sent.message().length(), sent.segments(), sent.records());
    Optional<Handshake> whole =
        facts.otherWith(place, h -> h.sent().isPresent() && !split(h) && taken(h));
    if (whole.isPresent() && asLarge(sent, whole.get())) {
      return Finding.of(
          INFO,
          place,
          Severity.ERROR,
          "%s; the same in one piece is taken (%s)"
              .formatted(message, place.whereSeen(whole.get())));
    }
    if (whole.isPresent()) {
      return Finding.of(INFO, place, Severity.ERROR, message)
          .with(Confidence.MEDIUM)
          .notRuledOut(
              "the hello in one piece that worked (%s) differs in more than its size"
                  .formatted(place.whereSeen(whole.get())),
              "the same bytes, once in one segment and once in two");
    }
    if (acceptedElsewhere(place, facts)) {
      return Finding.of(
              INFO, place, Severity.ERROR, message + "; the direct server takes one like it")
          .with(Confidence.MEDIUM)
          .notRuledOut(
              "this receiver may refuse every hello: none that worked was seen here",
              "the same bytes in one segment");
    }
    return Finding.of(INFO, place, Severity.WARNING, message)
        .with(Confidence.LOW)
        .notRuledOut(
            "the split may be harmless: no hello in one piece was seen here",
            "the same bytes in one segment");
  }

  /** Then neither its size nor anything in it is what matters. */
  private static boolean asLarge(SentHello sent, Handshake whole) {
    SentHello other = whole.sent().orElseThrow();
    return other.message().length() >= sent.message().length()
        && other.hello().serverName().equals(sent.hello().serverName())
        && HelloShape.of(other.hello()).equals(HelloShape.of(sent.hello()));
  }

  private static boolean acceptedElsewhere(Place place, Facts facts) {
    return place.number() == 1
        && facts
            .control()
            .flatMap(control -> control.clientHop().tls())
            .filter(tls -> split(tls.last()) && Rejection.accepted(tls.last()))
            .isPresent();
  }
}
