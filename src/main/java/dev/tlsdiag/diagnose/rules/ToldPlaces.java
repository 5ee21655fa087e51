package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.join.Placed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Where in a trace something stands that is only told of. */
final class ToldPlaces {
  private static final int MOST_CITED = 8;

  private ToldPlaces() {}

  /** The steps that are told to have failed, on the hops of proxies to the next one. */
  static Stream<Place> failedUpstream(HopTrace trace) {
    return failed(trace).filter(place -> place.number() > 1);
  }

  /** The steps that are told to have failed. */
  static Stream<Place> failed(HopTrace trace) {
    return IntStream.range(0, trace.hops().size())
        .boxed()
        .flatMap(
            i ->
                trace.hops().get(i).steps().stream()
                    .filter(step -> step instanceof Step.Told && step.failed())
                    .map(step -> new Place(trace, i + 1, trace.hops().get(i), step)));
  }

  /** The place of a sighting; its own line is the evidence. */
  static Place of(HopTrace trace, Placed placed, Step.Kind kind) {
    return at(
        trace, placed.hop(), kind, placed.sighting().what(), List.of(placed.sighting().evidence()));
  }

  /** A step that is on no hop yet: what configuration says of it. */
  static Place at(
      HopTrace trace, int number, Step.Kind kind, String what, List<Evidence> evidence) {
    int hop = Math.min(number, trace.hops().size());
    Step.Told step = new Step.Told(kind, true, what, Optional.empty(), evidence);
    return new Place(trace, hop, trace.hops().get(hop - 1), step);
  }

  static Step.Told told(Place place) {
    return (Step.Told) place.step();
  }

  /** What is told of the whole request: the first of these events on any hop. */
  static Stream<Placed> events(MeshFacts mesh, Event... wanted) {
    List<Event> events = List.of(wanted);
    return mesh.told().told().stream().filter(p -> events.contains(p.sighting().event()));
  }

  /**
   * Why the proxy says that this hop failed: the words of TLS or TCP. A try that was repeated until
   * the client had its answer is none.
   */
  static Stream<Placed> transportFailures(MeshFacts mesh) {
    if (mesh.told().answered()) {
      return Stream.empty();
    }
    return mesh.told().told().stream()
        .filter(placed -> text(placed.sighting(), Attribute.TRANSPORT_FAILURE).isPresent());
  }

  /** The hop that the words of a transport failure are about. */
  static int hopOf(Placed placed) {
    Sighting sighting = placed.sighting();
    if (placed.both()) {
      boolean clients =
          sighting.event() == Event.TLS_FAILED
              && text(sighting, Attribute.FLAGS).filter(flags -> flags.contains("U")).isEmpty();
      return clients ? placed.hop() : placed.hop() + 1;
    }
    return sighting.event() == Event.LOCAL_REPLY ? placed.hop() + 1 : placed.hop();
  }

  static Optional<String> text(Sighting sighting, Attribute name) {
    return sighting.attribute(name).filter(value -> !value.equals("-") && !value.isBlank());
  }

  /** {@code 198.51.100.10:443}, or in words who was dialled on this hop. */
  static String server(HopTrace trace, int number) {
    Hop hop = trace.hops().get(Math.min(number, trace.hops().size()) - 1);
    return hop.to()
        .endpoint()
        .map(Object::toString)
        .orElse(hop.to().role() == Party.Role.SERVER ? "the server" : "the next proxy");
  }

  /** Configuration first, then what was logged: as much as fits a line. */
  @SafeVarargs
  static List<Evidence> cited(Stream<Evidence>... groups) {
    List<Evidence> all = new ArrayList<>();
    for (Stream<Evidence> group : groups) {
      group.distinct().limit(MOST_CITED / 2).forEach(all::add);
    }
    return all.stream().distinct().toList();
  }
}
