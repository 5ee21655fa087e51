package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.ServerFlight;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.trace.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What came of a probe, in words for a sentence. What a peer said is not escaped yet. */
final class ProbeWords {
  private static final int PLAINTEXT_SHOWN = 40;

  private ProbeWords() {}

  /** {@code TLS 1.3, x25519, h2} or {@code alert 112 unrecognized_name}. */
  static String result(Observation seen) {
    return seen.worked() ? success(seen) : failure(seen);
  }

  /** As {@link #result}, and whose certificate it was where that is not the base's. */
  static String result(Observation seen, Observation base) {
    String words = result(seen);
    Optional<ServerChain> chain = chain(seen);
    boolean other =
        chain.isPresent() && chain(base).filter(own -> own.sameLeaf(chain.get())).isEmpty();
    return other ? words + ", certificate for " + chain.get().names().shown() : words;
  }

  static Optional<ServerChain> chain(Observation seen) {
    return ServerChain.of(seen.handshake().certificates());
  }

  private static String success(Observation seen) {
    Optional<ServerFlight> flight = seen.flight();
    if (flight.isEmpty()) {
      return "asks for another hello (HelloRetryRequest)";
    }
    List<String> parts = new ArrayList<>();
    parts.add(flight.get().serverHello().version().name());
    flight.get().group().map(NamedGroup::name).ifPresent(parts::add);
    flight.get().alpn().ifPresent(parts::add);
    if (!flight.get().readable()) {
      parts.add("the rest unread");
    }
    if (flight.get().retried()) {
      parts.add("after HelloRetryRequest");
    }
    seen.warning().ifPresent(alert -> parts.add("warns with alert " + alert(alert)));
    return String.join(", ", parts);
  }

  private static String failure(Observation seen) {
    return switch (seen.ending()) {
      case WORKED -> success(seen);
      case ALERT ->
          seen.alert().map(alert -> "alert " + alert(alert)).orElse("an alert that is encrypted");
      case RESET -> seen.flight().isEmpty() ? "reset" : "ServerHello, then a reset";
      case CLOSED -> seen.flight().isEmpty() ? "closed without a word" : "ServerHello, then closed";
      case SILENT -> silence(seen);
      case STALLED ->
          seen.flight().isEmpty() ? "the start of an answer, no more" : "ServerHello, no more";
      case PLAINTEXT -> plaintext(seen);
      case UNREACHABLE, NO_WAY -> seen.problem().orElse("no connection");
    };
  }

  private static String silence(Observation seen) {
    if (seen.handshake().outcome() instanceof Outcome.Silence silence
        && !silence.after().isZero()) {
      return "no answer in %s%s"
          .formatted(
              seconds(silence.after()), silence.acknowledged() ? "" : ", not even from its TCP");
    }
    return "no answer";
  }

  private static String plaintext(Observation seen) {
    String first =
        seen.handshake().outcome() instanceof Outcome.Plaintext plain
            ? plain.firstBytes().latin1().lines().findFirst().orElse("")
            : "";
    String shown = first.length() > PLAINTEXT_SHOWN ? first.substring(0, PLAINTEXT_SHOWN) : first;
    return "an answer in the clear: '" + shown.strip() + "'";
  }

  /** {@code 112 unrecognized_name}. */
  static String alert(AlertDescription alert) {
    return alert.code() + " " + alert.name();
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
