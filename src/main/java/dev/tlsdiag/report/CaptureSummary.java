package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.CaptureCounters;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is said after the last handshake.
 *
 * @param files the captures as the user named them, in order
 * @param tally over the handshakes that were selected
 * @param counters of everything that was read
 * @param warnings about files that could be read in part only
 */
public record CaptureSummary(
    List<File> files, CaptureTally tally, CaptureCounters counters, List<String> warnings) {
  public CaptureSummary {
    files = List.copyOf(files);
    requireNonNull(tally, "tally is null");
    requireNonNull(counters, "counters is null");
    warnings = List.copyOf(warnings);
  }

  /**
   * One capture.
   *
   * @param first the time of its first packet
   * @param last the time of its last packet
   */
  public record File(
      String name, CaptureCounters counters, Optional<Instant> first, Optional<Instant> last) {
    public File {
      requireNonNull(name, "name is null");
      requireNonNull(counters, "counters is null");
      requireNonNull(first, "first is null");
      requireNonNull(last, "last is null");
    }
  }
}
