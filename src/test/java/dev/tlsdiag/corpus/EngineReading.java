package dev.tlsdiag.corpus;

import dev.tlsdiag.capture.CaptureOptions;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.CaptureRun;
import dev.tlsdiag.trace.Handshake;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the engine gave for one capture.
 *
 * @param handshakes in the order they were given
 * @param problem why it stopped, in the only documented way; what was found before counts all the
 *     same
 */
record EngineReading(List<Handshake> handshakes, Optional<CaptureProblem> problem) {
  EngineReading {
    handshakes = List.copyOf(handshakes);
  }

  /** Reads the file itself, as {@code capture FILE}. */
  static EngineReading ofFile(Path file) {
    return of(run -> run.run(List.of(file.toString())));
  }

  /** Reads a stream, as {@code capture -}; {@code in} stays open. */
  static EngineReading ofStream(String name, InputStream in) {
    return of(run -> run.run(name, in, false));
  }

  List<Sighting> hellos() {
    return SeenHello.of(handshakes);
  }

  private static EngineReading of(Reading reading) {
    List<Handshake> handshakes = new ArrayList<>();
    try {
      reading.on(new CaptureRun(CaptureOptions.DEFAULT, handshakes::add));
    } catch (CaptureProblem problem) {
      return new EngineReading(handshakes, Optional.of(problem));
    }
    return new EngineReading(handshakes, Optional.empty());
  }

  private interface Reading {
    void on(CaptureRun run) throws CaptureProblem;
  }
}
