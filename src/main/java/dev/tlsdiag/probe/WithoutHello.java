package dev.tlsdiag.probe;

import dev.tlsdiag.replay.Line;
import dev.tlsdiag.replay.LineFailure;
import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.track.HandshakeTape;
import dev.tlsdiag.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Handshakes of connections on which no ClientHello was sent, or that never were. */
final class WithoutHello {
  private static final int ALERT_RECORD_BYTES = 7;
  private static final int ALERT = 21;

  private WithoutHello() {}

  /**
   * Of a connection that stood.
   *
   * @param answer the first bytes that came
   */
  static Handshake handshake(Line line, Probe probe, Bytes answer) {
    return bare(line.local(), line.remote(), probe, ended(line, answer));
  }

  private static Outcome ended(Line line, Bytes answer) {
    boolean alert =
        answer.length() >= ALERT_RECORD_BYTES && answer.u8(0) == ALERT && answer.u8(1) == 3;
    if (alert) {
      return new Outcome.Alerted(Side.SERVER, answer.u8(5), AlertDescription.of(answer.u8(6)));
    }
    if (!answer.isEmpty()) {
      return new Outcome.Plaintext(answer);
    }
    return line.end()
        .map(
            end ->
                switch (end) {
                  case CLOSED -> new Outcome.Closed(Side.SERVER);
                  case RESET -> new Outcome.Reset(Side.SERVER);
                  case TIMED_OUT -> new Outcome.Silence(Duration.ZERO, true);
                })
        .orElseGet(Outcome.Unfinished::new);
  }

  static Observation unreached(Probe probe, Endpoint peer, LineFailure failure) {
    Endpoint nowhere = new Endpoint(peer.host().indexOf(':') >= 0 ? "::" : "0.0.0.0", 0);
    Optional<Outcome> outcome =
        failure
            .step()
            .filter(Step.Connect.class::isInstance)
            .flatMap(step -> ((Step.Connect) step).outcome());
    Optional<String> problem = Optional.of(failure.getMessage());
    Instant now = Instant.now();
    long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
    HandshakeTape tape = new HandshakeTape(probe.label(), nowhere, peer, new ArrayPool());
    tape.connecting(nanos);
    if (outcome.isPresent() && outcome.get() instanceof Outcome.Refused) {
      tape.refused(nanos);
    }
    Optional<Handshake> taped =
        outcome.isEmpty() ? Optional.empty() : tape.finish(nanos).map(Connection::last);
    Handshake handshake =
        taped.orElseGet(() -> bare(nowhere, peer, probe, new Outcome.Unfinished()));
    return new Observation(probe, handshake, Optional.empty(), problem);
  }

  /** Of a connection on which no hello was sent. */
  private static Handshake bare(Endpoint local, Endpoint remote, Probe probe, Outcome outcome) {
    return Handshake.withoutHello(
        probe.label(), local, remote, 0, Instant.now(), Optional.empty(), outcome);
  }
}
