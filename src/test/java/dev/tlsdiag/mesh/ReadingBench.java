package dev.tlsdiag.mesh;

import dev.tlsdiag.mesh.envoy.EnvoyAccessLogReader;
import dev.tlsdiag.mesh.envoy.EnvoyLogReader;
import dev.tlsdiag.mesh.hubble.FlowReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file once and prints what it took, for {@code src/bench/reading.sh}: kind, megabytes,
 * seconds, records, sightings, unreadable lines, peak of the heap in megabytes.
 */
public final class ReadingBench {
  private static final int BUFFER = 1 << 16;

  private long sightings;

  private ReadingBench() {}

  /**
   * @param args {@code envoy}, {@code access} or {@code hubble}, and the file
   */
  public static void main(String[] args) throws IOException {
    new ReadingBench().run(args[0], Path.of(args[1]));
  }

  private LineReader reader(String kind, String file) {
    return switch (kind) {
      case "envoy" -> new EnvoyLogReader(file, sighting -> sightings++);
      case "access" -> new EnvoyAccessLogReader(file, sighting -> sightings++);
      case "hubble" -> new FlowReader((flow, line) -> sightings++);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private void run(String kind, Path file) throws IOException {
    LineReader reader = reader(kind, file.toString());
    TextLines lines = new TextLines(reader);
    byte[] buffer = new byte[BUFFER];
    long bytes = 0;
    long peak = 0;
    long start = System.nanoTime();
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        lines.onBytes(buffer, 0, n);
        bytes += n;
        if ((bytes & 0xffffff) < BUFFER) {
          Runtime heap = Runtime.getRuntime();
          peak = Math.max(peak, heap.totalMemory() - heap.freeMemory());
        }
      }
    }
    lines.onEnd();
    double seconds = (System.nanoTime() - start) / 1e9;
    ReadingTally tally = reader.tally();
    System.out.printf(
        "%s\t%.1f\t%.3f\t%d\t%d\t%d\t%d%n",
        kind,
        bytes / 1e6,
        seconds,
        tally.records(),
        sightings,
        tally.unreadable(),
        peak / 1_000_000);
  }
}
