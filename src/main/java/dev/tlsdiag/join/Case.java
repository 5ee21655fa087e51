package dev.tlsdiag.join;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One request, or one connection on which none was made, and everything that tells of it.
 *
 * @param host it is for, canonical; empty where nobody says
 * @param client who made it; port 0 where only its address is known
 * @param time when it began, by the clock that all sources are brought to
 * @param told in the order of time
 * @param captured its connections that were captured
 * @param dns its lookups that were captured, or that somebody tells of
 * @param pairing why the captured legs are taken for one request
 * @param bonds why its sources are taken to tell of the same
 */
public record Case(
    Optional<String> host,
    Optional<Endpoint> client,
    Optional<Instant> time,
    List<Placed> told,
    List<CapturedLeg> captured,
    List<DnsExchange> dns,
    List<HopTrace.Joint> pairing,
    List<Bond> bonds) {
  public Case {
    requireNonNull(host, "host is null");
    requireNonNull(client, "client is null");
    requireNonNull(time, "time is null");
    told = List.copyOf(told);
    captured = List.copyOf(captured);
    dns = List.copyOf(dns);
    pairing = List.copyOf(pairing);
    bonds = List.copyOf(bonds);
  }

  /**
   * A connection on its leg.
   *
   * @param hop 1-based
   */
  public record CapturedLeg(int hop, Connection connection) {
    public CapturedLeg {
      requireNonNull(connection, "connection is null");
    }
  }

  /**
   * Why what two sources tell is taken for one request.
   *
   * @param files that are bound together, as the user named them
   * @param confidence 0 to 1
   * @param reason in words
   */
  public record Bond(List<String> files, double confidence, String reason) {
    public Bond {
      files = List.copyOf(files);
      requireNonNull(reason, "reason is null");
    }
  }

  /** Sightings of all legs, in the order of time. */
  public Stream<Sighting> sightings() {
    return told.stream().map(Placed::sighting);
  }

  /** Names of the files that tell of it. */
  public Set<String> files() {
    Set<String> files = new TreeSet<>();
    sightings().forEach(sighting -> files.add(Sources.fileOf(sighting.evidence())));
    captured.forEach(leg -> files.add(leg.connection().first().file()));
    dns.forEach(each -> files.add(Sources.fileOf(each.evidence())));
    return files;
  }

  /** Whether a source of this kind tells of it. */
  public boolean toldBy(SourceKind kind) {
    return sightings().anyMatch(sighting -> sighting.source() == kind);
  }

  /** The first value of this attribute that anybody tells. */
  public Optional<String> attribute(Attribute name) {
    return sightings().flatMap(sighting -> sighting.attribute(name).stream()).findFirst();
  }

  /**
   * Whether it went wrong in the end: a try that was repeated with success, and a name that was
   * found under another suffix, are no failures.
   */
  public boolean failed() {
    if (answered()) {
      return false;
    }
    boolean connected = connected();
    boolean served = servedBeforeReset();
    return sightings()
            .filter(sighting -> !(connected && sighting.event() == Event.LOOKUP_FAILED))
            .filter(sighting -> !(served && sighting.event() == Event.RESET))
            .anyMatch(Sighting::failed)
        || captured.stream().anyMatch(leg -> leg.connection().outcome().failed());
  }

  /**
   * Whether the packets of flow records show data both ways and an end in order before a reset:
   * that is how many a client ends a connection that it has no more use for.
   */
  public boolean servedBeforeReset() {
    boolean out = false;
    boolean back = false;
    boolean closed = false;
    for (Placed placed : told) {
      Sighting sighting = placed.sighting();
      String flags = sighting.attribute(Attribute.TCP_FLAGS).orElse("");
      if (sighting.event() == Event.RESET) {
        return !flags.isEmpty() && out && back && closed;
      }
      if (!flags.isEmpty()) {
        boolean toClient = FlowSilence.back(sighting);
        out |= flags.contains("PSH") && !toClient;
        back |= flags.contains("PSH") && toClient;
        closed |= sighting.event() == Event.CLOSED;
      }
    }
    return false;
  }

  /** Whether the client got a response that tells of no failure. */
  public boolean answered() {
    return sightings()
        .anyMatch(s -> s.event() == Event.RESPONSE && !s.failed() && s.status().orElse(0) < 400);
  }

  /** Whether it came further than to DNS. */
  public boolean connected() {
    return !captured.isEmpty() || sightings().anyMatch(sighting -> !Unit.isLookup(sighting));
  }

  /** How sure it is that all of it belongs together: the weakest bond; 1 where there is none. */
  public double confidence() {
    return bonds.stream().mapToDouble(Bond::confidence).min().orElse(1);
  }
}
