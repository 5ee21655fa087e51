package dev.tlsdiag.mesh.policy.seen;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts what is the same: long logs have the same few things millions of times. Holds a bounded
 * number of different ones, the first.
 */
public final class SeenTally {
  private static final int MOST = 100_000;

  private final Map<Key, Counted> all = new LinkedHashMap<>();
  private long leftOut;

  private record Key(
      Peer client,
      Peer server,
      int port,
      String protocol,
      Optional<String> sni,
      Optional<String> query,
      List<String> answer) {}

  /**
   * One thing that was seen.
   *
   * @param first where it was seen first
   * @param times how often
   * @param denied how many of them were dropped or refused
   */
  public record Counted(Seen first, long times, long denied) {
    public Counted {
      requireNonNull(first, "first is null");
    }
  }

  public void add(Seen seen) {
    Key key =
        new Key(
            seen.client(),
            seen.server(),
            seen.port(),
            seen.protocol(),
            seen.sni(),
            seen.query(),
            seen.answer());
    Counted old = all.get(key);
    long denied = seen.denied() ? 1 : 0;
    if (old != null) {
      all.put(key, new Counted(old.first(), old.times() + 1, old.denied() + denied));
    } else if (all.size() < MOST) {
      all.put(key, new Counted(seen, 1, denied));
    } else {
      leftOut++;
    }
  }

  /** In the order of their first sight. */
  public List<Counted> all() {
    return List.copyOf(all.values());
  }

  /** How many were not counted. */
  public long leftOut() {
    return leftOut;
  }
}
