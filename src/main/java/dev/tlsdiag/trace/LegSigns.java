package dev.tlsdiag.trace;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Weighs what speaks for two connections being a proxy's legs of one request. */
final class LegSigns {
  /** What was relayed byte for byte is no coincidence: it contains 32 random bytes. */
  private static final double RELAYED = 0.99;

  /** No sum of signs is proof. */
  private static final double MOST = 0.97;

  private static final Duration LONGEST_GAP = Duration.ofSeconds(30);

  private final Set<Endpoint> origins;
  private final IdentityHashMap<Connection, Optional<String>> shapes = new IdentityHashMap<>();
  private final PlainLegs plainLegs = new PlainLegs();

  /** The reason is put into words only for pairs that are kept. */
  private record Sign(double weight, Supplier<String> reason) {}

  /**
   * @param origins addresses known to be the server itself
   */
  LegSigns(Set<Endpoint> origins) {
    this.origins = Set.copyOf(origins);
  }

  /** The pair with its confidence; empty where that is below {@code least}. */
  Optional<LegPair> weigh(Connection downstream, Connection upstream, double least) {
    Duration gap = upstream.since(downstream);
    if (gap.isNegative() || gap.compareTo(LONGEST_GAP) > 0 || !mayNest(downstream, upstream)) {
      return Optional.empty();
    }
    if (downstream.relays(upstream)) {
      List<String> proof = List.of("both legs carry the very same ClientHello");
      return Optional.of(new LegPair(downstream, upstream, RELAYED, proof));
    }
    if (!related(downstream, upstream)) {
      return Optional.empty();
    }
    List<Sign> signs = new ArrayList<>();
    signs.add(nearness(gap));
    addresses(downstream, upstream).ifPresent(signs::add);
    PlainLegs.Likeness requests = requests(downstream, upstream);
    request(requests).ifPresent(signs::add);
    names(downstream, upstream)
        .filter(sign -> sign.weight() > 0 || requests.compareTo(PlainLegs.Likeness.SAME_PATH) < 0)
        .ifPresent(signs::add);
    tunnel(downstream, upstream).ifPresent(signs::add);
    port(downstream, upstream).ifPresent(signs::add);
    origin(downstream, upstream).ifPresent(signs::add);
    if (plain(downstream) || plain(upstream)) {
      signs.add(new Sign(0.1, () -> "one of them is in the clear"));
    } else if (sameShape(downstream, upstream)) {
      signs.add(new Sign(-0.2, () -> "both hellos have the same shape (JA4), as from one client"));
    } else {
      signs.add(new Sign(0.1, () -> "the hellos come from two different TLS stacks"));
    }
    double sum = Math.min(MOST, signs.stream().mapToDouble(Sign::weight).sum());
    if (sum < least) {
      return Optional.empty();
    }
    List<String> reasons =
        signs.stream()
            .sorted(Comparator.comparingDouble(Sign::weight).reversed())
            .map(sign -> sign.reason().get())
            .toList();
    return Optional.of(new LegPair(downstream, upstream, Math.round(sum * 100) / 100.0, reasons));
  }

  private PlainLegs.Likeness requests(Connection downstream, Connection upstream) {
    return plain(downstream) && plain(upstream)
        ? plainLegs.of(downstream, upstream)
        : PlainLegs.Likeness.UNKNOWN;
  }

  /** A reverse proxy may set another Host: then the rest of the request speaks. */
  private static Optional<Sign> request(PlainLegs.Likeness likeness) {
    return switch (likeness) {
      case UNKNOWN -> Optional.empty();
      case OTHER -> Optional.of(new Sign(-0.3, () -> "another request"));
      case SAME_PATH -> Optional.of(new Sign(0.1, () -> "the same method and path"));
      case NAMES_CLIENT ->
          Optional.of(new Sign(0.4, () -> "the second names the client of the first in a header"));
      case SAME_ID -> Optional.of(new Sign(0.5, () -> "the same identifier of the request"));
    };
  }

  private boolean mayNest(Connection downstream, Connection upstream) {
    if (downstream.neverConnected()) {
      return false; // never connected: nothing to forward
    }
    if (sameTarget(downstream, upstream) && plain(downstream) && plain(upstream)) {
      return false; // requests in the clear to one server, one after the other
    }
    if (sameTarget(downstream, upstream)) {
      // A transparent proxy keeps both addresses; two requests of one client look alike but for the
      // stack.
      return distinctHosts(downstream)
          && sameHost(downstream.client(), upstream.client())
          && !answeredBefore(downstream, upstream)
          && !sameShape(downstream, upstream);
    }
    return !downstream.client().equals(upstream.client()) || distinctHosts(downstream);
  }

  /**
   * Whether the first leg had the server's data before the second one's hello: then it needed none.
   * From TLS 1.3 on a ticket looks like data.
   */
  private static boolean answeredBefore(Connection downstream, Connection upstream) {
    Handshake last = downstream.last();
    return last.outcome() instanceof Outcome.Established established
        && established.applicationData()
        && last.file().equals(upstream.first().file())
        && last.serverHello()
            .filter(h -> !h.version().isNewerThan(ProtocolVersion.TLS_1_2))
            .isPresent()
        && last.lastFrame() < upstream.first().frame();
  }

  private static boolean plain(Connection connection) {
    return connection.first().sent().isEmpty() && connection.first().helloProblem().isEmpty();
  }

  /** Whether anything but time connects the two; most pairs end here, cheaply. */
  private boolean related(Connection downstream, Connection upstream) {
    return sameHost(downstream.server(), upstream.client())
        || sameTarget(downstream, upstream)
        || origins.contains(upstream.server())
        || tunnel(downstream, upstream).isPresent()
        || keepsPort(downstream, upstream)
        || downstream.requestedHost().isPresent()
            && downstream.requestedHost().equals(upstream.requestedHost());
  }

  private static Sign nearness(Duration gap) {
    long millis = gap.toMillis();
    double weight =
        millis < 5 ? 0.4 : millis < 50 ? 0.35 : millis < 1000 ? 0.25 : millis < 10_000 ? 0.1 : 0;
    return new Sign(weight, () -> "starts " + Durations.text(gap) + " later");
  }

  private static Optional<Sign> addresses(Connection downstream, Connection upstream) {
    if (sameTarget(downstream, upstream)) {
      return Optional.of(
          new Sign(0.3, () -> "same addresses on both legs, as with a transparent proxy"));
    }
    if (!sameHost(downstream.server(), upstream.client())) {
      return distinctHosts(downstream) && sameHost(downstream.client(), upstream.client())
          ? Optional.of(new Sign(-0.2, () -> "dialled from the client's address"))
          : Optional.empty(); // a proxy may have one address on each side
    }
    return distinctHosts(downstream)
        ? Optional.of(
            new Sign(0.35, () -> "dialled from the proxy's address " + upstream.client().host()))
        : Optional.of(
            new Sign(0.15, () -> "dialled from the proxy's host, where the client is too"));
  }

  private static Optional<Sign> names(Connection downstream, Connection upstream) {
    Optional<String> asked = downstream.requestedHost();
    Optional<String> sent = upstream.requestedHost();
    if (asked.isEmpty() || sent.isEmpty()) {
      return Optional.empty();
    }
    return asked.equals(sent)
        ? Optional.of(new Sign(0.3, () -> "same name"))
        : Optional.of(new Sign(-0.2, () -> "another name"));
  }

  private static Optional<Sign> tunnel(Connection downstream, Connection upstream) {
    Optional<String> target = downstream.first().preamble().flatMap(Preamble::target);
    return target
        .filter(t -> t.equals(upstream.server().toString()) || samePort(t, upstream.server()))
        .map(t -> new Sign(0.2, () -> "goes where the client's tunnel asked for"));
  }

  /** Of two connections of one client that is chance in one of 28 thousand cases. */
  private static boolean keepsPort(Connection downstream, Connection upstream) {
    return downstream.client().port() == upstream.client().port()
        && !sameTarget(downstream, upstream);
  }

  private static Optional<Sign> port(Connection downstream, Connection upstream) {
    return keepsPort(downstream, upstream)
        ? Optional.of(new Sign(0.3, () -> "dialled from the client's own port"))
        : Optional.empty();
  }

  private Optional<Sign> origin(Connection downstream, Connection upstream) {
    if (origins.contains(downstream.server()) && !sameTarget(downstream, upstream)) {
      return Optional.of(
          new Sign(-0.5, () -> "the first leg already goes to the server of the direct path"));
    }
    return origins.contains(upstream.server())
        ? Optional.of(new Sign(0.3, () -> "dials the server of the direct path"))
        : Optional.empty();
  }

  private static boolean samePort(String authority, Endpoint server) {
    return authority.endsWith(":" + server.port());
  }

  private static boolean sameTarget(Connection downstream, Connection upstream) {
    return downstream.server().equals(upstream.server());
  }

  private static boolean distinctHosts(Connection connection) {
    return !sameHost(connection.client(), connection.server());
  }

  private static boolean sameHost(Endpoint a, Endpoint b) {
    return a.host().equals(b.host());
  }

  private boolean sameShape(Connection a, Connection b) {
    Optional<String> shape = shapes.computeIfAbsent(a, LegSigns::shape);
    return shape.isPresent() && shape.equals(shapes.computeIfAbsent(b, LegSigns::shape));
  }

  private static Optional<String> shape(Connection connection) {
    Handshake first = connection.first();
    char transport =
        switch (first.transport()) {
          case TCP -> 't';
          case DTLS -> 'd';
          case QUIC -> 'q';
        };
    return first.sent().map(sent -> Ja4.of(sent.hello(), transport));
  }
}
