package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Redaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The messages of a path in their order, as far as they were seen. */
public final class Sequence {
  private Sequence() {}

  /** What a message is for the one who draws it. */
  public enum Kind {
    SAID,
    /** It ended the hop. */
    FAILURE,
    /** There was none: the other side is waited for in vain. */
    SILENCE,
    /** The hop was not captured. */
    UNSEEN
  }

  /**
   * One message.
   *
   * @param hop 0-based
   * @param fromClient whether it goes towards the server
   * @param text not escaped
   * @param time since the first ClientHello of the path
   */
  public record Message(
      int hop, boolean fromClient, String text, Kind kind, Optional<Duration> time) {
    public Message {
      requireNonNull(text, "text is null");
      requireNonNull(kind, "kind is null");
      requireNonNull(time, "time is null");
    }
  }

  public static List<Message> of(HopTrace trace) {
    Optional<Instant> start =
        trace.hops().stream()
            .flatMap(hop -> hop.tls().stream())
            .map(tls -> tls.first().time())
            .findFirst();
    List<Message> messages = new ArrayList<>();
    hop(trace, 0, start, messages);
    return messages;
  }

  /** A hop's request goes out, then the next hop does its part, then the response comes back. */
  private static void hop(
      HopTrace trace, int index, Optional<Instant> start, List<Message> messages) {
    if (index == trace.hops().size()) {
      return;
    }
    Leg leg = new Leg(trace, index + 1, trace.hops().get(index));
    if (!leg.hop().seen()) {
      messages.add(new Message(index, true, "not seen", Kind.UNSEEN, Optional.empty()));
      return;
    }
    leg.hop()
        .preamble()
        .flatMap(preamble -> preamble.target())
        .ifPresent(
            target ->
                messages.add(
                    new Message(index, true, "tunnel to " + target, Kind.SAID, Optional.empty())));
    leg.hop().tls().ifPresent(tls -> handshake(tls.last(), leg, index, start, messages));
    Optional<HttpExchange> http = leg.http();
    Kind ended = leg.hop().state() == Hop.State.FAILED ? Kind.FAILURE : Kind.SAID;
    http.ifPresent(
        exchange ->
            messages.add(
                new Message(
                    index,
                    true,
                    exchange.method() + " " + path(Redaction.ON.url(exchange.target())),
                    Kind.SAID,
                    Optional.empty())));
    hop(trace, index + 1, start, messages);
    http.ifPresent(
        exchange ->
            messages.add(
                new Message(
                    index,
                    false,
                    leg.status(),
                    exchange.problem().isPresent() ? ended : Kind.SAID,
                    Optional.empty())));
  }

  private static void handshake(
      Handshake last, Leg leg, int index, Optional<Instant> start, List<Message> messages) {
    Duration sent = Duration.between(start.orElse(last.time()), last.time());
    String name = leg.serverName().equals(Leg.ABSENT) ? "no SNI" : "SNI " + leg.serverName();
    messages.add(new Message(index, true, "ClientHello, " + name, Kind.SAID, Optional.of(sent)));
    boolean answered = last.answer().kind() != Answer.Kind.NOTHING;
    Optional<Duration> when =
        answered ? Optional.of(sent.plusNanos(last.answer().nanos())) : Optional.empty();
    boolean hello = last.answer().kind() == Answer.Kind.SERVER_HELLO;
    messages.add(
        new Message(
            index,
            false,
            hello ? "ServerHello" : leg.outcome(),
            hello ? Kind.SAID : answered && !inVain(last) ? Kind.FAILURE : Kind.SILENCE,
            when));
    if (hello && leg.hop().state() == Hop.State.FAILED) {
      messages.add(new Message(index, false, leg.outcome(), Kind.FAILURE, Optional.empty()));
    }
  }

  /** Who is tired of waiting closes the connection, which is no answer. */
  private static boolean inVain(Handshake handshake) {
    return handshake.outcome() instanceof Outcome.GaveUp
        || handshake.outcome() instanceof Outcome.Silence;
  }

  private static String path(String target) {
    int scheme = target.indexOf("://");
    int slash = target.indexOf('/', scheme < 0 ? 0 : scheme + 3);
    return slash < 0 ? "/" : target.substring(slash);
  }
}
