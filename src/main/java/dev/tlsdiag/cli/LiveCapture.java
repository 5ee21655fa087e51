package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.LiveRecording;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureWitness;
import java.io.PrintWriter;
import java.time.Duration;

/** An interface that is listened to while a request is on its way. */
final class LiveCapture implements CaptureWitness.Recording {
  /** What is said last comes a little later: the kernel hands packets over in batches. */
  private static final Duration SETTLE = Duration.ofMillis(400);

  private final String name;
  private final PrintWriter err;
  private LiveRecording recording;

  LiveCapture(String name, PrintWriter err) {
    this.name = requireNonNull(name, "name is null");
    this.err = requireNonNull(err, "err is null");
  }

  /** Fails at once where the permission, libpcap or the interface is missing. */
  void tryOut() {
    begin();
    recording.close();
  }

  @Override
  public void begin() {
    try {
      recording = LiveRecording.begin(name, "tcp");
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    }
  }

  @Override
  public Capture end() {
    try {
      Capture capture = new Capture(name, recording.end(SETTLE));
      if (recording.dropped() > 0) {
        err.print("warning: %d packets on '%s' were lost\n".formatted(recording.dropped(), name));
      }
      return capture;
    } catch (CaptureProblem e) {
      throw CaptureCommand.told(e);
    } finally {
      recording.close();
    }
  }

  @Override
  public Duration lag() {
    return Duration.ZERO;
  }
}
