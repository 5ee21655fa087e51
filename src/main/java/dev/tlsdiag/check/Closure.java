package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.util.Optional;

/**
 * Whether a path is closed, and by what: of what must not be reached.
 *
 * @param text what was seen
 */
record Closure(Kind kind, String text) {
  /** How it is closed. */
  enum Kind {
    /** It is not: a server said something. */
    OPEN,
    /** Somebody said no before TLS. */
    REFUSED,
    /** Nobody said anything. */
    UNANSWERED,
    /** TCP connects, and the ClientHello is the end of it. */
    CUT,
    CANNOT_TELL
  }

  Closure {
    requireNonNull(kind, "kind is null");
    requireNonNull(text, "text is null");
  }

  static Closure of(Seen seen) {
    String text = seen.outcome();
    Optional<Hop> failed = seen.failedHop();
    if (failed.isEmpty()) {
      return new Closure(seen.status().isPresent() ? Kind.OPEN : Kind.CANNOT_TELL, text);
    }
    Hop hop = failed.get();
    PathSpec.Way way = seen.path().way();
    boolean asked =
        way instanceof PathSpec.Way.Proxy
            || way instanceof PathSpec.Way.Played
            || way instanceof PathSpec.Way.Lab;
    boolean toProxy = asked && hop.equals(seen.trace().clientHop());
    for (Step step : hop.steps()) {
      if (!step.failed()) {
        continue;
      }
      return switch (step.kind()) {
        case POLICY -> new Closure(Kind.REFUSED, text);
        case RESOLVE -> new Closure(Kind.CANNOT_TELL, text + ", so no connection was tried");
        case CONNECT -> connect((Step.Connect) step, toProxy, text);
        case TUNNEL -> tunnel((Step.Tunnel) step, text);
        case TLS -> tls((Step.Tls) step, text);
        case HTTP -> new Closure(Kind.OPEN, text);
      };
    }
    return new Closure(Kind.CANNOT_TELL, text);
  }

  private static Closure connect(Step.Connect step, boolean toProxy, String text) {
    if (toProxy) {
      return new Closure(Kind.CANNOT_TELL, "the proxy itself is not reached: " + text);
    }
    boolean refused = step.outcome().filter(Outcome.Refused.class::isInstance).isPresent();
    return new Closure(refused ? Kind.REFUSED : Kind.UNANSWERED, text);
  }

  private static Closure tunnel(Step.Tunnel step, String text) {
    int status = step.status().orElse(0);
    if (status == 407) {
      return new Closure(Kind.CANNOT_TELL, "the proxy wants credentials: " + text);
    }
    return new Closure(status == 504 ? Kind.UNANSWERED : Kind.REFUSED, text);
  }

  /** Who sends an alert or a certificate is a server that was reached. */
  private static Closure tls(Step.Tls step, String text) {
    Outcome outcome = step.outcome();
    boolean answered = step.last().serverHello().isPresent();
    boolean silent = outcome instanceof Outcome.Silence || outcome instanceof Outcome.GaveUp;
    boolean cut =
        silent
            || outcome instanceof Outcome.Reset
            || outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER;
    if (answered || !cut) {
      return new Closure(Kind.OPEN, text);
    }
    return new Closure(Kind.CUT, text);
  }
}
