package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.util.List;

/**
 * How a pile is read.
 *
 * @param standardInput what {@code -} reads
 * @param archives what is taken from archives
 * @param retention how many sightings are kept
 * @param nginxFormats {@code log_format}s of nginx's access logs, as the configuration has them
 *     between quotes
 */
public record PileOptions(
    InputStream standardInput,
    ArchiveLimits archives,
    SightingStore.Retention retention,
    List<String> nginxFormats) {
  public PileOptions {
    requireNonNull(standardInput, "standardInput is null");
    requireNonNull(archives, "archives is null");
    requireNonNull(retention, "retention is null");
    nginxFormats = List.copyOf(nginxFormats);
  }

  public static PileOptions reading(InputStream standardInput) {
    return new PileOptions(
        standardInput, ArchiveLimits.DEFAULT, SightingStore.Retention.DEFAULT, List.of());
  }
}
