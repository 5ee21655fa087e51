package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * One leg of a request.
 *
 * @param steps in the order they happened; empty where the leg is known to exist and was not
 *     captured
 */
public record Hop(Party from, Party to, List<Step> steps) {
  public Hop {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    steps = List.copyOf(steps);
  }

  static Hop of(Party.Role from, Party.Role to, Connection connection) {
    return new Hop(
        Party.of(from, connection.client()), Party.of(to, connection.server()), connection.steps());
  }

  static Hop unseen(Party.Role from, Party.Role to) {
    return new Hop(Party.unseen(from), Party.unseen(to), List.of());
  }

  /** What can be said of a hop as a whole. */
  public enum State {
    /** The handshake was done and data followed. */
    WORKED,
    /** The handshake was done and nobody used it: by itself neither good nor bad. */
    UNUSED,
    FAILED,
    /** Not captured, or not far enough. */
    UNKNOWN
  }

  /** {@code proxy → server}. */
  public String label() {
    return from.role().label() + " → " + to.role().label();
  }

  public boolean seen() {
    return !steps.isEmpty();
  }

  public State state() {
    if (steps.stream().anyMatch(Hop::endsTheHop)) {
      return State.FAILED;
    }
    Optional<Outcome> outcome = outcome();
    if (outcome.isEmpty()) {
      boolean answered = http().isPresent() || steps.stream().anyMatch(Hop::toldOfAnAnswer);
      return tls().isEmpty() && answered ? State.WORKED : State.UNKNOWN;
    }
    if (outcome.get() instanceof Outcome.Quit) {
      return State.UNUSED;
    }
    if (outcome.get().failed()) {
      return State.FAILED;
    }
    return outcome.get() instanceof Outcome.Established ? State.WORKED : State.UNKNOWN;
  }

  /**
   * No address, no tunnel, no whole response. A response that tells of a failure came over a hop
   * that works.
   */
  private static boolean endsTheHop(Step step) {
    if (step instanceof Step.Told told) {
      return told.failed();
    }
    return switch (step.kind()) {
      case RESOLVE, TUNNEL -> step.failed();
      case HTTP -> ((Step.Http) step).exchange().problem().isPresent();
      case CONNECT, TLS -> false; // the outcome tells
      case POLICY -> step.failed();
    };
  }

  private static boolean toldOfAnAnswer(Step step) {
    return step instanceof Step.Told && step.kind() == Step.Kind.HTTP && !step.failed();
  }

  public Optional<Step.Tls> tls() {
    return steps.stream().filter(Step.Tls.class::isInstance).map(Step.Tls.class::cast).findFirst();
  }

  public Optional<Step.Connect> connect() {
    return steps.stream()
        .filter(Step.Connect.class::isInstance)
        .map(Step.Connect.class::cast)
        .findFirst();
  }

  public Optional<Preamble> preamble() {
    return steps.stream()
        .filter(Step.Tunnel.class::isInstance)
        .map(step -> ((Step.Tunnel) step).preamble())
        .findFirst();
  }

  /** The server_name that this leg's ClientHello carries, as sent. */
  public Optional<String> serverName() {
    return tls().flatMap(tls -> tls.first().serverName());
  }

  /** The request on this hop, of a live run. */
  public Optional<HttpExchange> http() {
    return steps.stream()
        .filter(Step.Http.class::isInstance)
        .map(step -> ((Step.Http) step).exchange())
        .findFirst();
  }

  /** The first step that is known to have failed. */
  public Optional<Step> failedStep() {
    return steps.stream().filter(Step::failed).findFirst();
  }

  /** How it ended: the handshake's outcome, or why TCP did not connect; empty where unseen. */
  public Optional<Outcome> outcome() {
    return tls().map(Step.Tls::outcome).or(() -> connect().flatMap(Step.Connect::outcome));
  }
}
