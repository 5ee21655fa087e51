package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps of one document's sightings what a diagnosis needs, in bounded memory.
 *
 * <p>The first ones are kept whatever they tell; most documents end there. After them: of every
 * kind of failure the first and the newest; what is near a failure that stays, by connection,
 * stream, request id, client or host, looking back over the last ones too; and at the end the
 * newest ones. The rest is counted.
 */
public final class SightingStore implements Consumer<Sighting> {

  /**
   * How much.
   *
   * @param first kept whatever they tell
   * @param failures of one kind, half of them the first, half the newest
   * @param near to failures
   * @param lookBack how many are remembered for a failure that comes later
   * @param newest kept at the end whatever they tell
   */
  public record Retention(int first, int failures, int near, int lookBack, int newest) {
    public static final Retention DEFAULT = new Retention(20_000, 100, 20_000, 4_000, 2_000);

    /** Of the documents behind many others. */
    static final Retention LITTLE = new Retention(500, 10, 1_000, 1_000, 100);

    public Retention {
      if (first < 1 || failures < 2 || near < 1 || lookBack < 1 || newest > lookBack) {
        throw new IllegalArgumentException("nothing would be kept");
      }
    }
  }

  /**
   * What stayed.
   *
   * @param sightings in the order of the document
   * @param seen how many there were
   * @param leftOut how many of them are not here
   * @param failuresLeftOut how many of these tell of a failure
   * @param from the earliest time of all that were seen
   * @param to the latest
   */
  public record Kept(
      List<Sighting> sightings,
      long seen,
      long leftOut,
      long failuresLeftOut,
      Optional<Instant> from,
      Optional<Instant> to) {
    public Kept {
      sightings = List.copyOf(sightings);
      requireNonNull(from, "from is null");
      requireNonNull(to, "to is null");
    }

    /** What is not here, in half a sentence. */
    String gap() {
      return "of %s sightings %s were not kept, among them %s failures like others that were"
          .formatted(
              Numbers.grouped(seen), Numbers.grouped(leftOut), Numbers.grouped(failuresLeftOut));
    }
  }

  /** Kinds of failures beyond these count as one. */
  private static final int MOST_SIGNATURES = 400;

  private static final String OTHER = "other";

  private record Held(long order, Sighting sighting) {}

  /** Failures of one kind. */
  private static final class Alike {
    private int first;
    private final Deque<Held> newest = new ArrayDeque<>();
  }

  private final Retention retention;
  private final Interest elsewhere;
  private final Interest failures = new Interest();
  private final List<Held> kept = new ArrayList<>();
  private final Deque<Held> lookBack = new ArrayDeque<>();
  private final Map<String, Alike> signatures = new LinkedHashMap<>();
  private long seen;
  private long failed;
  private int near;

  /** Since a failure stayed for which the last ones were not looked through yet. */
  private int sinceFailure;

  private boolean failureWaits;
  private Instant from;
  private Instant to;

  public SightingStore(Retention retention) {
    this(retention, new Interest());
  }

  /**
   * @param elsewhere what other documents tell of failures: what is near those stays as well
   */
  SightingStore(Retention retention, Interest elsewhere) {
    this.retention = requireNonNull(retention, "retention is null");
    this.elsewhere = requireNonNull(elsewhere, "elsewhere is null");
  }

  @Override
  public void accept(Sighting sighting) {
    Held held = new Held(seen++, sighting);
    sighting.time().ifPresent(this::span);
    boolean bad = sighting.failed();
    failed += bad ? 1 : 0;
    if (seen <= retention.first()) {
      kept.add(held);
      if (bad) {
        failures.add(sighting);
      }
    } else if (bad) {
      onFailure(held);
    } else if (near < retention.near() && (failures.takes(sighting) || elsewhere.takes(sighting))) {
      near++;
      kept.add(held);
    } else {
      remember(held);
    }
    if (failureWaits && ++sinceFailure >= retention.lookBack()) {
      promote();
    }
  }

  private void span(Instant time) {
    from = from == null || time.isBefore(from) ? time : from;
    to = to == null || time.isAfter(to) ? time : to;
  }

  private void onFailure(Held held) {
    Alike alike = alike(signature(held.sighting()));
    if (alike.first < retention.failures() / 2) {
      alike.first++;
      kept.add(held);
      failures.add(held.sighting());
      failureWaits = true;
      return;
    }
    alike.newest.addLast(held);
    if (alike.newest.size() > retention.failures() / 2) {
      alike.newest.removeFirst();
    }
  }

  private Alike alike(String signature) {
    boolean room = signatures.size() < MOST_SIGNATURES || signatures.containsKey(signature);
    return signatures.computeIfAbsent(room ? signature : OTHER, key -> new Alike());
  }

  /** What makes two failures alike. */
  private static String signature(Sighting failure) {
    return failure.event()
        + "|"
        + failure.server().map(server -> server.host() + ":" + server.port()).orElse("")
        + "|"
        + failure.attributes().getOrDefault(Attribute.STATUS, "")
        + "|"
        + failure.attributes().getOrDefault(Attribute.FLAGS, "")
        + "|"
        + failure.attributes().getOrDefault(Attribute.DROP_REASON, "")
        + "|"
        + failure.attributes().getOrDefault(Attribute.AUTHORITY, "")
        + "|"
        + failure.attributes().getOrDefault(Attribute.SNI, "");
  }

  private void remember(Held held) {
    lookBack.addLast(held);
    // While a failure waits, none of those that came before it goes.
    if (lookBack.size() > retention.lookBack() && !failureWaits) {
      lookBack.removeFirst();
    }
  }

  /**
   * What came before a failure and belongs to it stays, too. Looked for once for all failures among
   * as many sightings as are remembered: logs may have a failure on every tenth line.
   */
  private void promote() {
    failureWaits = false;
    sinceFailure = 0;
    if (near < retention.near()) {
      lookBack.removeIf(
          held -> {
            boolean belongs = near < retention.near() && failures.takes(held.sighting());
            if (belongs) {
              near++;
              kept.add(held);
            }
            return belongs;
          });
    }
    while (lookBack.size() > retention.lookBack()) {
      lookBack.removeFirst();
    }
  }

  /** By what the failures of this document are known. */
  Interest failures() {
    return failures;
  }

  /** There are no more. */
  public Kept finish() {
    for (Alike alike : signatures.values()) {
      alike.newest.forEach(held -> failures.add(held.sighting()));
      kept.addAll(alike.newest);
    }
    promote();
    while (lookBack.size() > retention.newest()) {
      lookBack.removeFirst();
    }
    kept.addAll(lookBack);
    kept.sort(Comparator.comparingLong(Held::order));
    List<Sighting> sightings = kept.stream().map(Held::sighting).toList();
    long failedKept = sightings.stream().filter(Sighting::failed).count();
    return new Kept(
        sightings,
        seen,
        seen - sightings.size(),
        failed - failedKept,
        Optional.ofNullable(from),
        Optional.ofNullable(to));
  }
}
