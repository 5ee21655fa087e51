package dev.tlsdiag.capture;

import dev.tlsdiag.trace.CaptureCounters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run read.
 *
 * @param counters the sums over all files
 * @param files one entry a file, in the order given
 * @param warnings "FILE: message", in order
 * @param linkTypes of all files, name to packets
 */
public record CaptureResult(
    CaptureCounters counters,
    List<FileResult> files,
    List<String> warnings,
    Map<String, Long> linkTypes) {
  public CaptureResult {
    files = List.copyOf(files);
    warnings = List.copyOf(warnings);
    linkTypes = Map.copyOf(linkTypes);
  }

  /**
   * One file.
   *
   * @param first the time of its first packet
   * @param last the time of its last packet
   */
  public record FileResult(
      String file, CaptureCounters counters, Optional<Instant> first, Optional<Instant> last) {}
}
