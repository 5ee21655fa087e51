package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;

/**
 * How a pile is read.
 *
 * @param standardInput what {@code -} reads
 * @param archives what is taken from archives
 * @param retention how many sightings are kept
 */
public record PileOptions(
    InputStream standardInput, ArchiveLimits archives, SightingStore.Retention retention) {
  public PileOptions {
    requireNonNull(standardInput, "standardInput is null");
    requireNonNull(archives, "archives is null");
    requireNonNull(retention, "retention is null");
  }

  public static PileOptions reading(InputStream standardInput) {
    return new PileOptions(standardInput, ArchiveLimits.DEFAULT, SightingStore.Retention.DEFAULT);
  }
}
