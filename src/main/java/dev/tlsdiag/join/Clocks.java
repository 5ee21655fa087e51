package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The clocks of the sources, brought to one: by connections and requests that two of them saw
 * begin.
 */
final class Clocks {
  /** Who has seen the same is asked of so many at most. */
  private static final int MOST_WITNESSES = 8;

  private static final int MOST_EVENTS = 20_000;

  /** Beyond this the same port is another connection. */
  private static final Duration CREDIBLE = Duration.ofHours(26);

  private final Map<String, Clock> byFile = new LinkedHashMap<>();

  private Clocks() {}

  private record Seen(String file, Instant time) {}

  private record Pair(String one, String other) {}

  static Clocks of(List<Unit> units) {
    Map<Pair, List<Duration>> differences = differences(units);
    Set<String> files = new LinkedHashSet<>();
    Set<String> captures = new LinkedHashSet<>();
    for (Unit unit : units) {
      files.add(unit.file);
      unit.captured.ifPresent(connection -> captures.add(unit.file));
    }
    Clocks clocks = new Clocks();
    List<String> order = new ArrayList<>(captures);
    files.stream().filter(file -> !captures.contains(file)).forEach(order::add);
    for (String reference : order) {
      if (!clocks.byFile.containsKey(reference)) {
        clocks.spread(reference, differences);
      }
    }
    return clocks;
  }

  /** From a reference to all that share events with it, over others where need be. */
  private void spread(String reference, Map<Pair, List<Duration>> differences) {
    byFile.put(reference, new Clock(reference, Duration.ZERO, reference, 0));
    Deque<String> next = new ArrayDeque<>(List.of(reference));
    while (!next.isEmpty()) {
      String known = next.remove();
      differences.forEach(
          (pair, all) -> {
            if (pair.one().equals(known) && !byFile.containsKey(pair.other())) {
              Duration ahead = byFile.get(known).ahead().plus(median(all));
              boolean agree = ahead.abs().compareTo(Clock.AGREE) < 0;
              byFile.put(
                  pair.other(),
                  new Clock(pair.other(), agree ? Duration.ZERO : ahead, reference, all.size()));
              next.add(pair.other());
            }
          });
    }
  }

  /** How much later than {@code one} each {@code other} says that the same happened. */
  private static Map<Pair, List<Duration>> differences(List<Unit> units) {
    Map<String, List<Seen>> events = new LinkedHashMap<>();
    for (Unit unit : units) {
      beginnings(unit).forEach((key, time) -> note(events, key, new Seen(unit.file, time)));
    }
    Map<Pair, List<Duration>> differences = new LinkedHashMap<>();
    for (List<Seen> witnesses : events.values()) {
      Map<String, Instant> once = once(witnesses);
      once.forEach(
          (one, time) ->
              once.forEach(
                  (other, otherTime) -> {
                    Duration later = Duration.between(time, otherTime);
                    if (!one.equals(other) && later.abs().compareTo(CREDIBLE) < 0) {
                      differences
                          .computeIfAbsent(new Pair(one, other), p -> new ArrayList<>())
                          .add(later);
                    }
                  }));
    }
    return differences;
  }

  private static void note(Map<String, List<Seen>> events, String key, Seen seen) {
    List<Seen> known = events.get(key);
    if (known == null && events.size() < MOST_EVENTS) {
      events.put(key, new ArrayList<>(List.of(seen)));
    } else if (known != null && known.size() < MOST_WITNESSES) {
      known.add(seen);
    }
  }

  /** What a file saw twice may be two events. */
  private static Map<String, Instant> once(List<Seen> witnesses) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Instant> times = new LinkedHashMap<>();
    for (Seen seen : witnesses) {
      counts.merge(seen.file(), 1, Integer::sum);
      times.put(seen.file(), seen.time());
    }
    times.keySet().removeIf(file -> counts.get(file) > 1);
    return times;
  }

  /** What others may have seen begin at the same moment, by what it is known by everywhere. */
  private static Map<String, Instant> beginnings(Unit unit) {
    Map<String, Instant> found = new HashMap<>();
    if (unit.captured.isPresent()) {
      Instant hello = unit.captured.get().time();
      var connect = unit.captured.get().first().connectNanos();
      found.put("port " + unit.captured.get().client(), hello.minusNanos(connect.orElse(0)));
      return found;
    }
    for (Sighting sighting : unit.sightings) {
      if (sighting.time().isEmpty()) {
        continue;
      }
      Optional<Endpoint> client = sighting.client().filter(c -> c.port() > 0);
      boolean upstream = sighting.leg() == Sighting.Leg.UPSTREAM;
      if (client.isPresent() && !upstream && opens(sighting)) {
        found.putIfAbsent("port " + client.get(), sighting.time().get());
      }
      Optional<String> id = Unit.text(sighting, Attribute.REQUEST_ID);
      boolean begins = sighting.event() == Event.REQUEST || sighting.leg() == Sighting.Leg.WHOLE;
      if (id.isPresent() && id.get().length() > 7 && begins) {
        found.putIfAbsent("request " + id.get(), sighting.time().get());
      }
    }
    return found;
  }

  private static boolean opens(Sighting sighting) {
    boolean syn =
        Unit.text(sighting, Attribute.TCP_FLAGS)
            .filter(flags -> flags.contains("SYN") && !flags.contains("ACK"))
            .isPresent();
    return syn || sighting.event() == Event.ACCEPTED;
  }

  private static Duration median(List<Duration> all) {
    return all.stream().sorted().toList().get(all.size() / 2);
  }

  /** With a difference that only the requests themselves suggest. */
  void shift(String file, Duration ahead, String reference) {
    byFile.put(file, new Clock(file, ahead, reference, 1));
  }

  Optional<Instant> corrected(String file, Optional<Instant> time) {
    Clock clock = byFile.get(file);
    return clock == null ? time : time.map(clock::corrected);
  }

  /** Whether anything ties the clocks of two files to each other. */
  boolean tied(String one, String other) {
    Clock a = byFile.get(one);
    Clock b = byFile.get(other);
    return a != null && b != null && a.reference().equals(b.reference());
  }

  List<Clock> all() {
    return List.copyOf(byFile.values());
  }
}
