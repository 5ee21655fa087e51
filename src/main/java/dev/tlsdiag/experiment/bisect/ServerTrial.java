package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.OutcomeText;
import java.time.Duration;

/**
 * Asks a real server. Once it has answered, it is not waited for much longer than it took then: a
 * server that is silent to half of the hellos would cost a minute otherwise.
 */
public final class ServerTrial implements Trial {
  private static final Duration LEAST_PATIENCE = Duration.ofMillis(700);
  private static final int TIMES = 10;

  private final Prober prober;
  private final Preface preface;
  private int sent;
  private Duration slowest = Duration.ZERO;

  /**
   * One that sends along a route and within limits.
   *
   * @param preface what is said before each hello
   */
  public ServerTrial(Prober prober, Preface preface) {
    this.prober = requireNonNull(prober, "prober is null");
    this.preface = requireNonNull(preface, "preface is null");
  }

  @Override
  public Result of(ClientHello hello, Framing framing) {
    sent++;
    Prober patient = slowest.isZero() ? prober : prober.patient(patience());
    long begin = System.nanoTime();
    Observation seen = patient.send(new Probe("b" + sent, hello, framing, preface));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    Result result = result(seen);
    if (result.worked() && took.compareTo(slowest) > 0) {
      slowest = took;
    }
    return result;
  }

  private Duration patience() {
    Duration wanted = slowest.multipliedBy(TIMES);
    Duration least = wanted.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : wanted;
    Duration most = prober.limits().patience();
    return least.compareTo(most) < 0 ? least : most;
  }

  private static Result result(Observation seen) {
    return switch (seen.ending()) {
      case WORKED -> Result.WORKED;
      case UNREACHABLE, NO_WAY ->
          new Result(
              Kind.UNREACHABLE,
              seen.problem().orElseGet(() -> OutcomeText.of(seen.handshake().outcome())));
      // Whether a server that hangs up does so by FIN or RST depends on what it has not read yet.
      case RESET, CLOSED -> Result.failed("reset or closed by server");
      case SILENT -> Result.failed("no answer");
      case STALLED -> Result.failed("the answer stops");
      case PLAINTEXT -> Result.failed("an answer that is no TLS");
      case ALERT -> Result.failed(OutcomeText.of(seen.handshake().outcome()));
    };
  }
}
