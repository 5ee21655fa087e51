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
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code proxy-protocol-unexpected}: a server that knows nothing of PROXY headers gets one before
 * the ClientHello.
 */
final class ProxyProtocolUnexpectedRule implements Rule {
  /** What is said of bytes that are no ClientHello. */
  private static final Set<AlertDescription> NO_TLS =
      Set.of(
          AlertDescription.PROTOCOL_VERSION,
          AlertDescription.UNEXPECTED_MESSAGE,
          AlertDescription.DECODE_ERROR);

  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-protocol-unexpected",
          Severity.ERROR,
          "A PROXY header goes to a server that does not expect one",
          "the server takes the PROXY header for a broken ClientHello",
          "Send the same ClientHello without the PROXY header.",
          List.of(
              new Fix("HAProxy", "server … without send-proxy and send-proxy-v2; one in a chain"),
              new Fix("nginx", "stream: proxy_protocol off; listen … proxy_protocol at the server"),
              new Fix("Envoy", "no upstream_proxy_protocol transport socket for this cluster"),
              new Fix("AWS", "target group attribute proxy_protocol_v2.enabled=false"),
              new Fix("ingress-nginx", "v1 and v2 must match where TLS is passed through")),
          Optional.empty(),
          Set.of(
              "protocol-version-refused",
              "handshake-failure-alert",
              "plaintext-answer",
              "plaintext-upstream-port",
              "reset-after-client-hello",
              "close-after-client-hello",
              "silence-after-client-hello",
              "proxy-made-status",
              "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> version(place).isPresent() && rejected(place.last()))
        .flatMap(place -> finding(place, facts).stream());
  }

  /** Of a connection with two hellos the first one knows. */
  private static Optional<String> version(Place place) {
    return ProxyHeader.version(place.hop().tls().orElseThrow().first());
  }

  private static boolean rejected(Handshake h) {
    return Rejection.unexplained(h) || h.outcome() instanceof Outcome.Plaintext || noTls(h);
  }

  private static boolean noTls(Handshake h) {
    return h.outcome() instanceof Outcome.Alerted alerted
        && alerted.by() == Side.SERVER
        && NO_TLS.contains(alerted.description());
  }

  private static Optional<Finding> finding(Place place, Facts facts) {
    String header = version(place).orElseThrow();
    Optional<Handshake> with =
        facts.otherWith(place, o -> ProxyHeader.version(o).isPresent() && Rejection.accepted(o));
    if (with.isPresent() && ProxyHeader.version(with.get()).get().equals(header)) {
      return Optional.empty(); // it does expect it: something else is wrong
    }
    Optional<Handshake> without =
        facts.otherWith(place, o -> ProxyHeader.version(o).isEmpty() && Rejection.accepted(o));
    String message =
        "a PROXY header %s goes before the ClientHello, and %s does not take it"
            .formatted(header, place.server());
    if (with.isPresent()) {
      return Optional.of(
          found(
              place,
              "%s; it accepts one of %s (%s)"
                  .formatted(
                      message,
                      ProxyHeader.version(with.get()).orElseThrow(),
                      place.whereSeen(with.get()))));
    }
    if (without.isPresent()) {
      return Optional.of(
          found(
              place,
              "%s; a hello without it is accepted (%s)"
                  .formatted(message, place.whereSeen(without.get()))));
    }
    boolean clear =
        noTls(place.last())
            || place.last().outcome() instanceof Outcome.Plaintext
            || place.last().sent().isEmpty(); // it did not even wait for the hello
    Finding finding =
        found(place, message + place.answeredWith())
            .with(clear ? Confidence.MEDIUM : Confidence.LOW)
            .notRuledOut(
                "it may expect a header of version %s".formatted(header.equals("v1") ? "2" : "1"),
                "the same hello with the other version");
    return Optional.of(
        clear
            ? finding
            : finding.notRuledOut(
                "it may take the header, and mind something in the hello",
                "the same hello without the header"));
  }

  private static Finding found(Place place, String message) {
    return Finding.of(INFO, place, Severity.ERROR, message);
  }
}
