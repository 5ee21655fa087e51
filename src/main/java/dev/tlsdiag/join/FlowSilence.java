package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Silence as flow records show it: TCP connected, data went out, none came back, and the side that
 * had sent it closed after a while. Records may be aggregated, so this is a sign and no proof.
 */
final class FlowSilence {
  /** What is answered is answered within this time, around the world and with a retransmission. */
  private static final Duration LONG = Duration.ofMillis(900);

  private static final Set<String> OUT =
      Set.of("to-network", "to-stack", "to-overlay", "from-endpoint", "from-proxy", "to-proxy");

  private static final Set<String> BACK =
      Set.of("from-network", "from-overlay", "to-endpoint", "to-host");

  private FlowSilence() {}

  /** On this hop, 1-based; empty where something came back, or too little is known. */
  static Optional<Telling> on(int hop, List<Placed> told) {
    List<Placed> packets =
        told.stream()
            .filter(placed -> placed.hop() == hop && !placed.both() && placed.time().isPresent())
            .filter(placed -> placed.sighting().attributes().containsKey(Attribute.TCP_FLAGS))
            .toList();
    boolean connected =
        packets.stream().anyMatch(placed -> flags(placed, "SYN") && flags(placed, "ACK"));
    Optional<Placed> sent =
        packets.stream().filter(placed -> at(placed, OUT) && flags(placed, "PSH")).findFirst();
    boolean answered = packets.stream().anyMatch(p -> at(p, BACK) && flags(p, "PSH"));
    Optional<Placed> closed =
        packets.stream().filter(placed -> at(placed, OUT) && ends(placed.sighting())).findFirst();
    if (!connected || answered || sent.isEmpty() || closed.isEmpty()) {
      return Optional.empty();
    }
    Instant from = sent.get().time().orElseThrow();
    Duration waited = Duration.between(from, closed.get().time().orElseThrow());
    return waited.compareTo(LONG) < 0
        ? Optional.empty()
        : Optional.of(
            new Telling(
                hop,
                Step.Kind.TLS,
                true,
                "TCP is connected, data goes out, and nothing comes back in "
                    + Durations.text(waited),
                closed.get()));
  }

  /** SYN after SYN on this hop, and no packet the other way. */
  static Optional<Telling> behindSyn(int hop, List<Placed> told) {
    List<Placed> packets =
        told.stream()
            .filter(placed -> placed.hop() == hop && !placed.both() && placed.time().isPresent())
            .filter(placed -> placed.sighting().attributes().containsKey(Attribute.TCP_FLAGS))
            .toList();
    boolean onlySyn =
        packets.stream()
            .allMatch(
                placed ->
                    flags(placed, "SYN")
                        && !flags(placed, "ACK")
                        && placed.sighting().event() != Event.DENIED
                        && placed.sighting().event() != Event.DROPPED);
    if (packets.size() < 2 || !onlySyn) {
      return Optional.empty();
    }
    Placed last = packets.get(packets.size() - 1);
    Duration tried =
        Duration.between(packets.get(0).time().orElseThrow(), last.time().orElseThrow());
    return tried.compareTo(LONG) < 0
        ? Optional.empty()
        : Optional.of(
            new Telling(
                hop,
                Step.Kind.CONNECT,
                true,
                "SYN after SYN goes out for " + Durations.text(tried) + ", and nothing comes back",
                last));
  }

  /** Whether the packet was on its way to the client. */
  static boolean back(Sighting sighting) {
    return sighting.attribute(Attribute.OBSERVATION_POINT).filter(BACK::contains).isPresent();
  }

  private static boolean ends(Sighting sighting) {
    return sighting.event() == Event.CLOSED || sighting.event() == Event.RESET;
  }

  private static boolean at(Placed placed, Set<String> points) {
    return placed
        .sighting()
        .attribute(Attribute.OBSERVATION_POINT)
        .filter(points::contains)
        .isPresent();
  }

  private static boolean flags(Placed placed, String flag) {
    return placed.sighting().attribute(Attribute.TCP_FLAGS).orElse("").contains(flag);
  }
}
