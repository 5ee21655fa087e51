package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SeenAlert;
import dev.tlsdiag.trace.Side;
import java.util.Optional;

/**
 * What became of a probe.
 *
 * @param handshake as a capture would show it, with what could be decrypted; its file is the
 *     probe's label. Where no hello was sent it has none
 * @param flight empty where no ServerHello came
 * @param problem why no hello was sent: the connection, the tunnel or the dialogue before failed
 */
public record Observation(
    Probe probe, Handshake handshake, Optional<ServerFlight> flight, Optional<String> problem) {
  public Observation {
    requireNonNull(probe, "probe is null");
    requireNonNull(handshake, "handshake is null");
    requireNonNull(flight, "flight is null");
    requireNonNull(problem, "problem is null");
  }

  public Observation(Probe probe, Handshake handshake, Optional<ServerFlight> flight) {
    this(probe, handshake, flight, Optional.empty());
  }

  public boolean worked() {
    return ending() == Ending.WORKED;
  }

  public Ending ending() {
    Outcome outcome = handshake.outcome();
    if (outcome instanceof Outcome.Refused || outcome instanceof Outcome.SynUnanswered) {
      return Ending.UNREACHABLE;
    }
    if (problem.isPresent()) {
      return Ending.NO_WAY;
    }
    if (outcome instanceof Outcome.Alerted || outcome instanceof Outcome.EncryptedAlert) {
      return Ending.ALERT;
    }
    boolean complete = flight.filter(ServerFlight::complete).isPresent();
    if (complete || outcome instanceof Outcome.Retried) {
      return Ending.WORKED;
    }
    if (outcome instanceof Outcome.Plaintext) {
      return Ending.PLAINTEXT;
    }
    if (outcome instanceof Outcome.Reset) {
      return Ending.RESET;
    }
    if (outcome instanceof Outcome.Closed closed && closed.by() == Side.SERVER) {
      return Ending.CLOSED;
    }
    return outcome instanceof Outcome.Silence ? Ending.SILENT : Ending.STALLED;
  }

  /** The alert that ended it. */
  public Optional<AlertDescription> alert() {
    return handshake.outcome() instanceof Outcome.Alerted alerted
        ? Optional.of(alerted.description())
        : Optional.empty();
  }

  /** An alert that did not end it: some servers warn that they do not know the name. */
  public Optional<AlertDescription> warning() {
    return handshake.alerts().stream()
        .filter(a -> a.by() == Side.SERVER && a.level() == Alert.WARNING && worked())
        .map(SeenAlert::description)
        .findFirst();
  }

  /** Whether both ended alike: by the same ending, and where it was an alert by the same one. */
  public boolean endedAs(Observation other) {
    return ending() == other.ending() && alert().equals(other.alert());
  }
}
