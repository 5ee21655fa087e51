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
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code protocol-detection-delay}: a proxy waits for bytes that tell the protocol until its timer
 * runs out, then goes on.
 */
final class ProtocolDetectionDelayRule implements Rule {
  /** HAProxy ingress and Linkerd: what their timers are set to. */
  private static final List<Duration> TIMERS =
      List.of(Duration.ofSeconds(5), Duration.ofSeconds(10));

  /** A timer is not early. */
  private static final Duration EARLY = Duration.ofMillis(20);

  /** What follows a timer takes no longer: often the proxy's own connection, far away or busy. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private static final RuleInfo INFO =
      new RuleInfo(
          "protocol-detection-delay",
          Severity.WARNING,
          "A connection stands still for a round time and goes on",
          "everything waits for the timer",
          "Repeat it: a timer takes the same round time again, whatever the distance.",
          List.of(
              new Fix("Linkerd", "config.linkerd.io/opaque-ports on the Service, for the port"),
              new Fix("HAProxy", "no req.ssl_hello_type with inspect-delay where TLS ends already"),
              new Fix("Istio", "a port name with its protocol: tcp-NAME, or appProtocol"),
              new Fix("server", "UseDNS no, HostnameLookups off: DNS waits 5 s for each server")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        Place.handshakes(trace).flatMap(place -> inHandshake(place, facts).stream()),
        Place.of(trace, Step.Kind.HTTP).limit(1).flatMap(p -> inResponse(p, facts).stream()));
  }

  private static Optional<Finding> inHandshake(Place place, Facts facts) {
    Handshake first = place.hop().tls().orElseThrow().first();
    Optional<Duration> hello = helloDelay(first).filter(d -> timer(d).isPresent());
    Optional<Duration> answer = answerDelay(first).filter(d -> timer(d).isPresent());
    if (hello.isEmpty() && answer.isEmpty()) {
      return Optional.empty();
    }
    Duration delay = hello.or(() -> answer).get();
    String message =
        hello.isPresent()
            ? "the ClientHello comes %s after the SYN-ACK".formatted(Durations.text(delay))
            : "the answer to the ClientHello takes %s".formatted(Durations.text(delay));
    boolean again =
        facts
            .otherWith(
                place,
                other ->
                    (hello.isPresent() ? helloDelay(other) : answerDelay(other))
                        .flatMap(ProtocolDetectionDelayRule::timer)
                        .equals(timer(delay)))
            .isPresent();
    return Optional.of(doubted(place, message + (again ? ", and not only this time" : ""), again));
  }

  /** The handshake was done, and the response waited; directly it does not. */
  private static Optional<Finding> inResponse(Place place, Facts facts) {
    Optional<Duration> took = place.step().duration().filter(d -> timer(d).isPresent());
    HttpExchange exchange = ((Step.Http) place.step()).exchange();
    Optional<Step> direct =
        facts
            .control()
            .filter(control -> !control.equals(place.trace()))
            .flatMap(control -> Place.of(control, Step.Kind.HTTP).map(Place::step).findFirst());
    if (took.isEmpty() || direct.isEmpty() || !answered(exchange.status())) {
      return Optional.empty();
    }
    boolean quicker =
        direct.get().duration().filter(d -> d.compareTo(took.get().dividedBy(4)) < 0).isPresent();
    return quicker
        ? Optional.of(
            doubted(
                place,
                "the response takes %s, directly %s"
                    .formatted(
                        Durations.text(took.get()),
                        Durations.text(direct.get().duration().orElseThrow())),
                true))
        : Optional.empty();
  }

  private static boolean answered(OptionalInt status) {
    return status.isPresent() && status.getAsInt() < 500;
  }

  private static Finding doubted(Place place, String message, boolean surer) {
    return Finding.of(INFO, place, Severity.WARNING, message)
        .with(surer ? Confidence.MEDIUM : Confidence.LOW)
        .notRuledOut(
            "the server may look up the client's address in a DNS that does not answer",
            "the server's own DNS: dig -x CLIENT, from there")
        .notRuledOut("it may be chance", "the same five times: is it the same time again?");
  }

  private static Optional<Duration> timer(Duration delay) {
    return TIMERS.stream()
        .filter(t -> delay.compareTo(t.minus(EARLY)) >= 0 && delay.compareTo(t.plus(LATE)) <= 0)
        .findFirst();
  }

  /** Of a hello that stands at the beginning: a tunnel takes its own time. */
  private static Optional<Duration> helloDelay(Handshake handshake) {
    return handshake.preamble().isPresent() || handshake.signs().helloDelayNanos().isEmpty()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(handshake.signs().helloDelayNanos().getAsLong()));
  }

  private static Optional<Duration> answerDelay(Handshake handshake) {
    return handshake.answer().kind() == Answer.Kind.SERVER_HELLO
        ? Optional.of(Duration.ofNanos(handshake.answer().nanos()))
        : Optional.empty();
  }
}
