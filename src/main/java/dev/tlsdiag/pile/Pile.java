package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.trace.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

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
    return read(paths, List.of(), options);
  }

  /**
   * Reads all of it, and what running Envoys answer beside it.
   *
   * @param consoles that are asked, after the files were read
   */
  public static PileContents read(
      List<String> paths, List<EnvoyConsole> consoles, PileOptions options) {
    AtomicLong kept = new AtomicLong();
    Map<String, PileReading> readings = new LinkedHashMap<>();
    for (String path : new LinkedHashSet<>(paths)) {
      PileReading reading =
          new PileReading(path, options, new Interest(), List.of(), kept, Set.of());
      reading.run();
      readings.put(path, reading);
    }
    for (EnvoyConsole console : consoles) {
      PileReading reading =
          new PileReading(console.toString(), options, new Interest(), List.of(), kept, Set.of());
      reading.ask(console);
      readings.put(console.toString(), reading);
    }
    List<Found> first =
        readings.values().stream().flatMap(r -> r.found().values().stream()).toList();
    Known known = Known.by(first);
    List<Found> found = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (PileReading reading : readings.values()) {
      Map<String, Found> again = secondLook(reading, known, options);
      reading.found().forEach((key, value) -> found.add(again.getOrDefault(key, value)));
      problems.addAll(reading.problems());
    }
    return contents(found, problems);
  }

  /** What is known when all was read once. */
  private record Known(Interest failures, List<String> logFormats) {
    static Known by(List<Found> found) {
      Interest failures = new Interest();
      Set<String> formats = new LinkedHashSet<>();
      for (Found one : found) {
        one.seen().ifPresent(seen -> failures.addAll(seen.failures()));
        one.all(Found.Captured.class)
            .flatMap(captured -> captured.file().handshakes().stream())
            .filter(handshake -> !(handshake.outcome() instanceof Outcome.Established))
            .forEach(failures::add);
        one.all(Found.Dumped.class).forEach(dumped -> formats.addAll(dumped.dump().logFormats()));
      }
      return new Known(failures, List.copyOf(formats));
    }

    boolean helps(Found found) {
      DocumentKind kind = found.contribution().kind();
      boolean unread =
          !logFormats.isEmpty()
              && (kind == DocumentKind.TEXT
                  || kind == DocumentKind.ENVOY_ACCESS_LOG
                      && found.contribution().tally().unreadable() > 0);
      return unread
          || found
              .seen()
              .filter(seen -> seen.kept().leftOut() > 0)
              .filter(seen -> failures.knowsMoreThan(seen.failures()))
              .isPresent();
    }
  }

  private static Map<String, Found> secondLook(
      PileReading reading, Known known, PileOptions options) {
    Set<String> worth = new LinkedHashSet<>();
    for (Map.Entry<String, Found> found : reading.found().entrySet()) {
      if (worth.size() < MOST_SECOND_LOOKS && known.helps(found.getValue())) {
        worth.add(found.getKey());
      }
    }
    if (worth.isEmpty() || !reading.canBeReadAgain()) {
      return Map.of();
    }
    PileReading second =
        new PileReading(
            reading.path(), options, known.failures(), known.logFormats(), new AtomicLong(), worth);
    second.run();
    return second.found();
  }

  private static PileContents contents(List<Found> found, List<String> problems) {
    EnvoyAdmin admin =
        all(found, Found.Answered.class)
            .map(Found.Answered::admin)
            .reduce(EnvoyAdmin.NONE, EnvoyAdmin::plus);
    return new PileContents(
        found.stream().map(Found::contribution).toList(),
        all(found, Found.Captured.class).map(Found.Captured::file).toList(),
        all(found, Found.Seen.class).flatMap(seen -> seen.kept().sightings().stream()).toList(),
        all(found, Found.Told.class).map(Found.Told::manifests).toList(),
        all(found, Found.Certified.class).map(Found.Certified::file).toList(),
        dumps(all(found, Found.Dumped.class).map(Found.Dumped::dump).toList(), admin),
        admin,
        problems);
  }

  /** One dump and one server_info are of one Envoy: the second says its version. */
  private static List<ConfigDump> dumps(List<ConfigDump> dumps, EnvoyAdmin admin) {
    if (dumps.size() != 1 || admin.serverInfos().size() != 1) {
      return dumps;
    }
    return admin
        .serverInfos()
        .get(0)
        .version()
        .map(version -> List.of(dumps.get(0).ofVersion(version)))
        .orElse(dumps);
  }

  private static <T extends Found.Yield> Stream<T> all(List<Found> found, Class<T> kind) {
    return found.stream().flatMap(one -> one.all(kind));
  }
}
