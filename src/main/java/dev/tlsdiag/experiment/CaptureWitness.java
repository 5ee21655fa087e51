package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packets that were recorded where the proxy runs, or where it can be seen from. */
public final class CaptureWitness implements UpstreamWitness {
  private static final long AGAIN_MILLIS = 200;
  private static final int OTHERS_NAMED = 3;

  /** Of the one that fits, and of one of several. */
  private static final double SURE = 0.9;

  private static final double POSSIBLE = 0.6;

  /** What clocks of two hosts may differ by. */
  private static final Duration SKEW = Duration.ofSeconds(5);

  private final Recording recording;
  private final Endpoint server;
  private final String host;
  private Instant began = Instant.EPOCH;

  /** Somebody who records packets. */
  public interface Recording {
    /** What comes from now on counts. */
    void begin();

    /** Ends it, and reads it; may be called again where it lags. */
    Capture end();

    /** How much later than the packets the recording may be. */
    Duration lag();
  }

  /**
   * @param server where the direct path goes; by a name where that was not resolved
   * @param host of the request
   */
  public CaptureWitness(Recording recording, Endpoint server, String host) {
    this.recording = requireNonNull(recording, "recording is null");
    this.server = requireNonNull(server, "server is null");
    this.host = HostName.canonical(host);
  }

  @Override
  public boolean seesEverything() {
    return true;
  }

  @Override
  public void begin() {
    began = Instant.now();
    recording.begin();
  }

  @Override
  public Sighting end(Hop client) {
    long until = System.nanoTime() + recording.lag().toNanos();
    while (true) {
      Capture capture = recording.end();
      boolean late = System.nanoTime() - until >= 0;
      Sighting seen = seen(capture, client, late);
      if (isWhole(seen) || late || !pause()) {
        return seen;
      }
    }
  }

  /**
   * Whether the proxy's leg is there to its end: who writes the file may be in the middle of it.
   */
  private static boolean isWhole(Sighting seen) {
    return seen.hop().isPresent()
        && seen.hop().flatMap(Hop::outcome).filter(CaptureWitness::mayBeCutShort).isEmpty();
  }

  private static boolean mayBeCutShort(Outcome outcome) {
    return outcome instanceof Outcome.Unfinished
        || outcome instanceof Outcome.Silence
        || outcome instanceof Outcome.SynUnanswered
        || outcome instanceof Outcome.OneSided;
  }

  private static boolean pause() {
    try {
      Thread.sleep(AGAIN_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Finds the proxy's leg.
   *
   * @param late whether the client's own connection would be there if it was recorded
   */
  private Sighting seen(Capture capture, Hop client, boolean late) {
    List<Connection> connections = capture.connections();
    List<Connection> same = connections.stream().filter(c -> sameHello(c, client)).toList();
    if (same.isEmpty()) {
      return late ? withoutOurs(capture, connections) : Sighting.none(List.of());
    }
    Connection ours = ours(same, client);
    List<Connection> relayed =
        same.stream().filter(c -> !c.client().equals(ours.client())).toList();
    if (!relayed.isEmpty()) {
      Connection last = relayed.get(relayed.size() - 1);
      return seen(last, 1, List.of("both legs carry the very same ClientHello"), List.of());
    }
    List<Connection> fitting = fitting(connections, ours);
    if (fitting.isEmpty()) {
      return Sighting.none(List.of(nothing(capture, "the client's connection is in it", ours)));
    }
    Connection chosen = fitting.get(0);
    List<String> notes = new ArrayList<>();
    if (fitting.size() > 1) {
      notes.add(
          "%d connections in '%s' may be the proxy's: took the first, to %s %s; then %s"
              .formatted(
                  fitting.size(),
                  capture.name(),
                  chosen.server(),
                  name(chosen),
                  fitting.stream()
                      .skip(1)
                      .limit(OTHERS_NAMED)
                      .map(c -> c.server() + " " + name(c))
                      .collect(Collectors.joining(", "))));
    }
    boolean sure = fitting.size() == 1 && expected(chosen);
    Optional<LegPair> pair =
        LegPairing.of(
                List.of(ours, chosen),
                mayBeServer(chosen.server()) ? Set.of(chosen.server()) : Set.of())
            .from(ours);
    return seen(
        chosen,
        Math.max(sure ? SURE : POSSIBLE, sure ? pair.map(LegPair::confidence).orElse(0.0) : 0),
        pair.map(LegPair::reasons)
            .orElseGet(() -> List.of("the only one that fits by time, address and name")),
        notes);
  }

  /**
   * Who started after the client's connection, by what speaks most for it: it goes to the server of
   * the direct path, it asks for this name, it comes from the proxy's address without a name, or it
   * is tried in vain at another port of that server. Others use the same interface, so nothing less
   * is enough.
   */
  private List<Connection> fitting(List<Connection> connections, Connection ours) {
    List<Connection> later =
        connections.stream()
            .filter(c -> !c.client().equals(ours.client()) && !c.since(ours).isNegative())
            .sorted(Comparator.comparing(Connection::time))
            .toList();
    List<Connection> others =
        later.stream().filter(c -> !c.server().equals(ours.server())).toList();
    boolean known = HostName.isAddress(server.host());
    return Stream.<List<Connection>>of(
            later.stream().filter(c -> mayBeServer(c.server()) && expected(c)).toList(),
            later.stream().filter(c -> known && mayBeServer(c.server())).toList(),
            others.stream().filter(c -> c.requestedHost().equals(Optional.of(host))).toList(),
            others.stream()
                .filter(c -> c.first().sent().isPresent() && c.requestedHost().isEmpty())
                .filter(c -> c.client().host().equals(ours.server().host()))
                .toList(),
            others.stream()
                .filter(c -> known && c.server().host().equals(server.host()))
                .filter(Connection::neverConnected)
                .toList())
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** For the host of the request, or without a name. */
  private boolean expected(Connection connection) {
    return connection.requestedHost().isEmpty() || connection.requestedHost().get().equals(host);
  }

  /** A relay may keep the address of the client; then the first one is the client's own. */
  private static Connection ours(List<Connection> same, Hop client) {
    Optional<Endpoint> here = client.from().endpoint();
    return same.stream()
        .filter(c -> here.equals(Optional.of(c.client())))
        .findFirst()
        .orElse(same.get(0));
  }

  /** Where only the proxy's side was recorded: the one connection that fits name and server. */
  private Sighting withoutOurs(Capture capture, List<Connection> connections) {
    Instant earliest = began.minus(SKEW);
    List<Connection> all =
        connections.stream().filter(c -> mayBeServer(c.server())).filter(this::expected).toList();
    List<Connection> fitting = all.stream().filter(c -> !c.time().isBefore(earliest)).toList();
    List<Connection> older = all.stream().filter(c -> c.time().isBefore(earliest)).toList();
    if (fitting.isEmpty()) {
      String about =
          older.isEmpty()
              ? "the client's connection is not in it either"
              : "%s from before this run, the last at %s; record while this command runs"
                  .formatted(
                      older.size() == 1 ? "one fits, but is" : older.size() + " fit, but are",
                      older.get(older.size() - 1).time().truncatedTo(ChronoUnit.SECONDS));
      return Sighting.none(List.of(nothing(capture, about, null)));
    }
    Connection last = fitting.get(fitting.size() - 1);
    List<String> notes =
        fitting.size() == 1
            ? List.of()
            : List.of(
                "%d connections in '%s' fit the proxy's leg by name and port: took the last one"
                    .formatted(fitting.size(), capture.name()));
    return seen(
        last,
        fitting.size() == 1 ? SURE : POSSIBLE,
        List.of("goes to port %d of the server, for this name or none".formatted(server.port())),
        notes);
  }

  private String nothing(Capture capture, String about, Connection ours) {
    String after = ours == null ? "" : " at most 30 s after it,";
    return ("no leg of the proxy in '%s' (%s): looked for a connection%s to port %d or for %s;"
            + " seen: %s. A proxy that takes an open connection makes no handshake")
        .formatted(capture.name(), about, after, server.port(), host, capture.hostsText());
  }

  private static Sighting seen(
      Connection connection, double confidence, List<String> reasons, List<String> notes) {
    Hop hop = HopTrace.single(HopTrace.PROXIED, connection).clientHop();
    return new Sighting(Optional.of(hop), confidence, reasons, notes);
  }

  private boolean mayBeServer(Endpoint endpoint) {
    boolean known = HostName.isAddress(server.host());
    return endpoint.port() == server.port() && (!known || endpoint.host().equals(server.host()));
  }

  private static String name(Connection connection) {
    return connection.requestedHost().orElse("without a name");
  }

  /** The random of a ClientHello is its own: no other connection has it. */
  private static boolean sameHello(Connection one, Hop client) {
    Optional<SentHello> a = one.first().sent();
    Optional<SentHello> b = client.tls().map(Step.Tls::first).flatMap(Handshake::sent);
    return a.isPresent() && b.isPresent() && a.get().hello().equals(b.get().hello());
  }
}
