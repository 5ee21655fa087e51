package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a pile of evidence: files, folders, archives, standard input.
 *
 * <p>Long logs are looked at a second time where other documents tell of failures that were not
 * known the first time: what is near those is then kept as well.
 */
public final class Pile {
  /** Documents longer than what is kept of them are rare; so many are looked at again. */
  private static final int MOST_SECOND_LOOKS = 50;

  private Pile() {}

  /**
   * Reads all of it. What cannot be read is among the problems; nothing is thrown for a document's
   * sake.
   *
   * @param paths as the user gave them; {@code -} is standard input; of a folder all files in it
   */
  public static PileContents read(List<String> paths, PileOptions options) {
    Map<String, PileReading> readings = new LinkedHashMap<>();
    for (String path : new LinkedHashSet<>(paths)) {
      PileReading reading = new PileReading(path, options, new Interest(), Set.of());
      reading.run();
      readings.put(path, reading);
    }
    List<Found> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    Map<String, Found> again = secondLook(readings, options);
    for (PileReading reading : readings.values()) {
      reading.found().forEach((key, value) -> found.add(again.getOrDefault(key, value)));
      problems.addAll(reading.problems());
    }
    return contents(found, problems);
  }

  private static Map<String, Found> secondLook(
      Map<String, PileReading> readings, PileOptions options) {
    Interest everywhere = new Interest();
    readings
        .values()
        .forEach(reading -> reading.found().values().forEach(f -> learn(everywhere, f)));
    Map<String, Found> again = new LinkedHashMap<>();
    if (everywhere.isEmpty()) {
      return again;
    }
    int looks = 0;
    for (Map.Entry<String, PileReading> entry : readings.entrySet()) {
      Set<String> worth = new LinkedHashSet<>();
      for (Map.Entry<String, Found> found : entry.getValue().found().entrySet()) {
        if (looks < MOST_SECOND_LOOKS && worthASecondLook(found.getValue(), everywhere)) {
          worth.add(found.getKey());
          looks++;
        }
      }
      if (!worth.isEmpty() && entry.getValue().canBeReadAgain()) {
        PileReading second = new PileReading(entry.getKey(), options, everywhere, worth);
        second.run();
        again.putAll(second.found());
      }
    }
    return again;
  }

  private static void learn(Interest everywhere, Found found) {
    if (found.yield() instanceof Found.Seen seen) {
      everywhere.addAll(seen.failures());
    } else if (found.yield() instanceof Found.Captured captured) {
      captured.file().handshakes().stream().filter(Pile::failed).forEach(everywhere::add);
    }
  }

  private static boolean failed(Handshake handshake) {
    return !(handshake.outcome() instanceof Outcome.Established);
  }

  private static boolean worthASecondLook(Found found, Interest everywhere) {
    return found.yield() instanceof Found.Seen seen
        && seen.kept().leftOut() > 0
        && everywhere.knowsMoreThan(seen.failures());
  }

  private static PileContents contents(List<Found> found, List<String> problems) {
    List<CapturedFile> captures = new ArrayList<>();
    List<Sighting> sightings = new ArrayList<>();
    List<Manifests> manifests = new ArrayList<>();
    List<CertificateFile> certificates = new ArrayList<>();
    for (Found one : found) {
      Found.Yield yield = one.yield();
      if (yield instanceof Found.Captured captured) {
        captures.add(captured.file());
      } else if (yield instanceof Found.Seen seen) {
        sightings.addAll(seen.kept().sightings());
      } else if (yield instanceof Found.Told told) {
        manifests.add(told.manifests());
      } else if (yield instanceof Found.Certified certified) {
        certificates.add(certified.file());
      }
    }
    return new PileContents(
        found.stream().map(Found::contribution).toList(),
        captures,
        sightings,
        manifests,
        certificates,
        problems);
  }
}
