package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The handshakes of one connection: usually one, more after a HelloRetryRequest and the like.
 *
 * @param handshakes in time order, at least one
 */
public record Connection(List<Handshake> handshakes) {
  /** How long before its client's hello a proxy's may be. */
  private static final Duration EARLIEST_HELLO = Duration.ofSeconds(1);

  public Connection {
    handshakes = List.copyOf(handshakes);
    if (handshakes.isEmpty()) {
      throw new IllegalArgumentException("a connection has no handshakes");
    }
  }

  /** Sorts the handshakes of a run into their connections, in the order of first packets. */
  public static List<Connection> of(List<Handshake> handshakes) {
    // A list is the key: a record's methods are made at run time, and every start would pay for it.
    Map<List<Object>, List<Handshake>> byStream = new LinkedHashMap<>();
    for (Handshake h : handshakes) {
      List<Object> key = List.of(h.file(), h.transport() != Transport.TCP, h.stream());
      byStream.computeIfAbsent(key, k -> new ArrayList<>()).add(h);
    }
    return byStream.values().stream().map(Connection::new).toList();
  }

  public Handshake first() {
    return handshakes.get(0);
  }

  public Handshake last() {
    return handshakes.get(handshakes.size() - 1);
  }

  public Endpoint client() {
    return first().client();
  }

  public Endpoint server() {
    return first().server();
  }

  /** When the first ClientHello was complete; without one, when the first SYN was seen. */
  public Instant time() {
    return first().time();
  }

  /**
   * How much later than a client's connection this one began, as a proxy's own does; negative where
   * it did not. A proxy that passes on bytes may dial when its client has connected, and send its
   * hello before the client does: then TCP tells which was first.
   */
  public Duration since(Connection downstream) {
    Duration hellos = Duration.between(downstream.time(), time());
    if (!hellos.isNegative() || hellos.negated().compareTo(EARLIEST_HELLO) > 0) {
      return hellos;
    }
    Optional<Instant> first = downstream.dialled();
    Optional<Instant> second = dialled();
    return first.isPresent() && second.isPresent()
        ? Duration.between(first.get(), second.get())
        : hellos;
  }

  /** When the SYN was sent, where that was seen. */
  private Optional<Instant> dialled() {
    if (neverConnected()) {
      return Optional.of(time());
    }
    return first().connectNanos().isPresent() && first().signs().helloDelayNanos().isPresent()
        ? Optional.of(
            time()
                .minusNanos(first().connectNanos().getAsLong())
                .minusNanos(first().signs().helloDelayNanos().getAsLong()))
        : Optional.empty();
  }

  public Outcome outcome() {
    return last().outcome();
  }

  public Optional<String> serverName() {
    return first().serverName();
  }

  /** The host that the client asks for: by server_name, else by the target of its tunnel. */
  public Optional<String> requestedHost() {
    return serverName()
        .or(() -> first().preamble().flatMap(Preamble::target).map(HostName::ofAuthority))
        .map(HostName::canonical);
  }

  /** Whether a handshake has this number, as in the list that {@code tlsdiag capture} prints. */
  public boolean hasNumber(int number) {
    return handshakes.stream().anyMatch(h -> h.number() == number);
  }

  /** Whether both sent the very same ClientHello: then something relayed it without ending TLS. */
  public boolean relays(Connection other) {
    return first().sent().isPresent()
        && other.first().sent().isPresent()
        && first().sent().get().message().equals(other.first().sent().get().message());
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    List<Evidence> evidence = List.of(packets());
    Handshake first = first();
    boolean noHello = first.sent().isEmpty() && first.helloProblem().isEmpty();
    boolean headerRefused = first.preamble().flatMap(Preamble::proxyHeader).isPresent();
    if (noHello && first.preamble().isPresent() && !headerRefused) {
      return withoutHello(first.preamble().get(), evidence);
    }
    if (noHello && !headerRefused) {
      Optional<Outcome> outcome = Optional.of(outcome());
      return List.of(new Step.Connect(outcome, first.icmpErrors(), connectTime(), evidence));
    }
    if (first.transport() == Transport.TCP) {
      steps.add(new Step.Connect(Optional.empty(), first.icmpErrors(), connectTime(), evidence));
    }
    first.preamble().ifPresent(preamble -> steps.add(new Step.Tunnel(preamble, evidence)));
    steps.add(new Step.Tls(first, last(), evidence));
    return steps;
  }

  /** A request in the clear, or a tunnel that did not come to be. */
  private List<Step> withoutHello(Preamble preamble, List<Evidence> evidence) {
    Step.Connect connect =
        new Step.Connect(Optional.empty(), first().icmpErrors(), connectTime(), evidence);
    if (preamble.protocol().equals(PlainHttp.PROTOCOL)) {
      return PlainHttp.of(first())
          .map(
              exchange ->
                  List.<Step>of(connect, new Step.Http(exchange, Optional.empty(), evidence)))
          .orElse(List.of(connect));
    }
    return List.of(connect, RefusedTunnel.step(preamble, outcome(), evidence));
  }

  /** Whether it was never more than attempts to connect. */
  public boolean neverConnected() {
    return first().sent().isEmpty()
        && first().helloProblem().isEmpty()
        && first().preamble().isEmpty();
  }

  private Optional<Duration> connectTime() {
    return first().connectNanos().isPresent()
        ? Optional.of(Duration.ofNanos(first().connectNanos().getAsLong()))
        : Optional.empty();
  }

  private Evidence.Packets packets() {
    Handshake first = first();
    long from = first.frames().isEmpty() ? first.frame() : first.frames().get(0);
    return new Evidence.Packets(first.file(), from, Math.max(from, last().lastFrame()));
  }
}
