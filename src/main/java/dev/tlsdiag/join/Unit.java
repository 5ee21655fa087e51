package dev.tlsdiag.join;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HostName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one source itself keeps together: the lines of one request, of one connection, of one
 * lookup. Grows while sightings are read; compared by identity.
 */
final class Unit {
  /** What it is about. */
  enum Kind {
    REQUEST,
    CONNECTION,
    LOOKUP,
    /** Neither number nor port says what it belongs to. */
    LOOSE
  }

  final Kind kind;
  final String file;
  final List<Sighting> sightings = new ArrayList<>();
  final List<DnsExchange> dns = new ArrayList<>();
  final Set<Endpoint> clients = new LinkedHashSet<>();
  final Set<String> clientHosts = new LinkedHashSet<>();
  final Set<Endpoint> servers = new LinkedHashSet<>();
  final Set<String> hosts = new LinkedHashSet<>();

  /** What DNS calls the server's address; one of several may be meant. */
  final Set<String> names = new LinkedHashSet<>();

  final Set<String> pods = new LinkedHashSet<>();

  /** Empty of what was read from a log. */
  Optional<Connection> captured = Optional.empty();

  Leg leg = Leg.UNKNOWN;
  Optional<String> requestId = Optional.empty();
  Optional<String> method = Optional.empty();
  Optional<String> path = Optional.empty();

  /** The source's number of the connection that this is, or that carries this request. */
  Optional<String> connection = Optional.empty();

  /** The source's number of the client's connection that this one of the proxy serves. */
  Optional<String> forConnection = Optional.empty();

  Optional<Instant> start = Optional.empty();
  Optional<Instant> end = Optional.empty();
  boolean failed;

  Unit(Kind kind, String file) {
    this.kind = kind;
    this.file = file;
  }

  static Unit of(Connection connection, Leg leg) {
    Unit unit = new Unit(Kind.CONNECTION, connection.first().file());
    unit.captured = Optional.of(connection);
    unit.leg = leg;
    unit.clients.add(connection.client());
    unit.clientHosts.add(connection.client().host());
    unit.servers.add(connection.server());
    connection.requestedHost().filter(name -> !name.isEmpty()).ifPresent(unit.hosts::add);
    unit.during(connection.time());
    unit.failed = connection.outcome().failed();
    return unit;
  }

  void add(Sighting sighting) {
    sightings.add(sighting);
    sighting.time().ifPresent(this::during);
    failed |= sighting.failed();
    if (leg == Leg.UNKNOWN) {
      leg = sighting.leg();
    }
    boolean proxys = kind == Kind.REQUEST && sighting.leg() == Leg.UPSTREAM;
    if (!proxys) {
      sighting.client().ifPresent(this::client);
      connection = connection.or(() -> text(sighting, Attribute.CONNECTION));
    } else {
      connection = connection.or(() -> text(sighting, Attribute.FOR_CONNECTION));
    }
    sighting.server().ifPresent(servers::add);
    text(sighting, Attribute.DOWNSTREAM_SERVER).flatMap(Endpoints::parse).ifPresent(servers::add);
    requestId = requestId.or(() -> text(sighting, Attribute.REQUEST_ID));
    method = method.or(() -> text(sighting, Attribute.METHOD));
    path = path.or(() -> text(sighting, Attribute.PATH).map(Unit::withoutQuery));
    if (kind == Kind.CONNECTION) {
      forConnection = forConnection.or(() -> text(sighting, Attribute.FOR_CONNECTION));
    }
    text(sighting, Attribute.CLIENT_POD).ifPresent(pods::add);
    host(text(sighting, Attribute.AUTHORITY).map(HostName::ofAuthority));
    host(text(sighting, Attribute.SNI));
    host(text(sighting, Attribute.UPSTREAM_SNI));
    host(text(sighting, Attribute.QUERY));
    text(sighting, Attribute.SERVER_NAMES)
        .ifPresent(
            list -> {
              for (String name : list.split(",")) {
                names.add(HostName.canonical(name.strip()));
              }
            });
  }

  void add(DnsExchange exchange) {
    dns.add(exchange);
    clientHosts.add(exchange.client().host());
    hosts.add(HostName.canonical(exchange.name()));
    during(exchange.time());
    exchange.took().ifPresent(took -> during(exchange.time().plus(took)));
  }

  private void client(Endpoint client) {
    clientHosts.add(client.host());
    if (client.port() > 0) {
      clients.add(client);
    }
  }

  /** A name that only sidecars use among each other says nothing of the host that was asked for. */
  private void host(Optional<String> name) {
    name.filter(text -> !text.isEmpty() && !text.startsWith("outbound_."))
        .filter(text -> !HostName.isAddress(text))
        .map(HostName::canonical)
        .ifPresent(hosts::add);
  }

  private void during(Instant time) {
    start = start.filter(known -> !time.isBefore(known)).or(() -> Optional.of(time));
    end = end.filter(known -> !time.isAfter(known)).or(() -> Optional.of(time));
  }

  /** Whether nobody says that the two are different requests. */
  boolean mayBeSameRequest(Unit other) {
    return agree(method, other.method) && agree(path, other.path) && sharesHost(other);
  }

  boolean sharesHost(Unit other) {
    return sharesHost(other.called());
  }

  /** Whether nobody says that it is for another host. */
  boolean sharesHost(Set<String> theirs) {
    Set<String> ours = called();
    return ours.isEmpty() || theirs.isEmpty() || ours.stream().anyMatch(theirs::contains);
  }

  /** What the server is called: as it was asked for, else as DNS has it. */
  Set<String> called() {
    return hosts.isEmpty() ? names : hosts;
  }

  private static boolean agree(Optional<String> one, Optional<String> other) {
    return one.isEmpty() || other.isEmpty() || one.equals(other);
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  static Optional<String> text(Sighting sighting, Attribute name) {
    return sighting.attribute(name).filter(value -> !value.isEmpty() && !value.equals("-"));
  }

  static boolean isLookup(Sighting sighting) {
    Event event = sighting.event();
    return event == Event.LOOKUP
        || event == Event.LOOKUP_ANSWERED
        || event == Event.LOOKUP_FAILED
        || sighting.attributes().containsKey(Attribute.QUERY);
  }

  static boolean isOfRequest(Sighting sighting) {
    Event event = sighting.event();
    return event == Event.REQUEST
        || event == Event.RESPONSE
        || event == Event.LOCAL_REPLY
        || sighting.leg() == Leg.WHOLE
        || sighting.attributes().containsKey(Attribute.STREAM)
        || text(sighting, Attribute.METHOD).isPresent();
  }
}
