package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.ReadingTally;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one document gave.
 *
 * @param name as the user gave it; of an archive's member {@code archive.zip!/path}; it may come
 *     from a stranger's archive, so it is escaped before it is shown
 * @param kind what it was recognised as
 * @param tally what became of its lines or values
 * @param sentence {@code 1,204 Hubble flows, 3 lost}
 * @param gaps what it does not tell although such a document could, each half a sentence
 * @param from the earliest time in it
 * @param to the latest time in it
 */
public record Contribution(
    String name,
    DocumentKind kind,
    ReadingTally tally,
    String sentence,
    List<String> gaps,
    Optional<Instant> from,
    Optional<Instant> to) {
  public Contribution {
    requireNonNull(name, "name is null");
    requireNonNull(kind, "kind is null");
    requireNonNull(tally, "tally is null");
    requireNonNull(sentence, "sentence is null");
    gaps = List.copyOf(gaps);
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
  }

  /** Whether it gave anything a diagnosis could use. */
  public boolean useful() {
    return tally.records() > 0;
  }
}
