package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IcmpError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One thing that had to work on a hop. */
public sealed interface Step {

  /** Which of the steps of a hop this is, in the order they happen. */
  enum Kind {
    CONNECT("connect"),
    TUNNEL("tunnel"),
    TLS("tls");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  Kind kind();

  /** Whether it is known to have failed; what cannot be told is not a failure. */
  boolean failed();

  /** From the first packet of the step to its answer, where both were seen. */
  Optional<Duration> duration();

  List<Evidence> evidence();

  /**
   * The TCP connection.
   *
   * @param outcome how it failed; empty where it came to be
   * @param icmpErrors what routers said about it
   */
  record Connect(
      Optional<Outcome> outcome,
      List<IcmpError> icmpErrors,
      Optional<Duration> duration,
      List<Evidence> evidence)
      implements Step {
    public Connect {
      requireNonNull(outcome, "outcome is null");
      icmpErrors = List.copyOf(icmpErrors);
      requireNonNull(duration, "duration is null");
      evidence = List.copyOf(evidence);
    }

    @Override
    public Kind kind() {
      return Kind.CONNECT;
    }

    @Override
    public boolean failed() {
      return outcome.isPresent();
    }
  }

  /** What was said before the ClientHello: CONNECT, SOCKS, a PROXY header, a STARTTLS dialogue. */
  record Tunnel(Preamble preamble, List<Evidence> evidence) implements Step {
    public Tunnel {
      requireNonNull(preamble, "preamble is null");
      evidence = List.copyOf(evidence);
    }

    @Override
    public Kind kind() {
      return Kind.TUNNEL;
    }

    @Override
    public boolean failed() {
      return false; // a ClientHello followed
    }

    @Override
    public Optional<Duration> duration() {
      return Optional.empty();
    }
  }

  /**
   * The handshake. The first ClientHello says what the sender offers; the last one (after a
   * HelloRetryRequest, say) has the outcome.
   */
  record Tls(Handshake first, Handshake last, List<Evidence> evidence) implements Step {
    public Tls {
      requireNonNull(first, "first is null");
      requireNonNull(last, "last is null");
      evidence = List.copyOf(evidence);
    }

    public Outcome outcome() {
      return last.outcome();
    }

    @Override
    public Kind kind() {
      return Kind.TLS;
    }

    @Override
    public boolean failed() {
      return outcome().failed();
    }

    @Override
    public Optional<Duration> duration() {
      return last.answer().kind() == Answer.Kind.NOTHING
          ? Optional.empty()
          : Optional.of(Duration.ofNanos(last.answer().nanos()));
    }
  }
}
