package dev.tlsdiag.mesh.policy.seen;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.NameCache;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Holds what was seen against policies, in the order of time: answers that a DNS rule lets pass
 * teach names, connections are judged by them.
 */
public final class SeenTrials {
  /** Captures do not tell how long an answer counts; within one of them it does. */
  private static final Duration THROUGHOUT = Duration.ofDays(365);

  private final PolicySet policies;
  private final Function<Peer, Optional<Peer>> clients;
  private final Function<Peer, Optional<Peer>> servers;
  private final Peer dnsServer;
  private final NameCache names = new NameCache(THROUGHOUT);
  private final NameCache assumed = new NameCache(THROUGHOUT);
  private final List<Row> rows = new ArrayList<>();
  private int others;

  /**
   * @param clients which pod a client is; empty where that is not known, and it is left out
   * @param servers which pod a server is; empty where it is none, or not known
   * @param dnsServer who answers lookups, where that is not known
   */
  public SeenTrials(
      PolicySet policies,
      Function<Peer, Optional<Peer>> clients,
      Function<Peer, Optional<Peer>> servers,
      Peer dnsServer) {
    this.policies = requireNonNull(policies, "policies is null");
    this.clients = requireNonNull(clients, "clients is null");
    this.servers = requireNonNull(servers, "servers is null");
    this.dnsServer = requireNonNull(dnsServer, "dnsServer is null");
  }

  /**
   * One that was tried.
   *
   * @param name whom it was for, in words
   * @param assumed whether a lookup that was not seen counts as made
   */
  public record Row(Seen seen, String name, Attempt attempt, Ruling ruling, boolean assumed) {
    public Row {
      requireNonNull(seen, "seen is null");
      requireNonNull(name, "name is null");
      requireNonNull(attempt, "attempt is null");
      requireNonNull(ruling, "ruling is null");
    }
  }

  /** Tries all of them. */
  public List<Row> run(List<Seen> all) {
    all.forEach(this::assume);
    all.stream()
        .sorted(Comparator.comparing(seen -> seen.time().orElse(Instant.EPOCH)))
        .forEach(this::add);
    return List.copyOf(rows);
  }

  /** How many were of clients of which nothing is known. */
  public int others() {
    return others;
  }

  private void add(Seen seen) {
    Optional<Peer> client = clients.apply(seen.client());
    if (client.isEmpty()) {
      others++;
    } else if (seen.query().isPresent()) {
      lookup(seen, client.get());
    } else {
      connection(seen, client.get());
    }
  }

  private void lookup(Seen seen, Peer client) {
    Peer server = servers.apply(seen.server()).orElseGet(() -> resolver(seen.server()));
    Attempt attempt =
        Attempt.connection(Direction.EGRESS, client, server, seen.port(), seen.protocol())
            .withDnsQuery(seen.query().get());
    Ruling ruling = policies.rule(attempt);
    rows.add(new Row(seen, seen.query().get(), attempt, ruling, false));
    if (learns(ruling)) {
      names.learn(key(seen), seen.query().get(), seen.answer(), THROUGHOUT, time(seen));
    }
  }

  /** A server of the world stays what it is. */
  private Peer resolver(Peer server) {
    boolean outside = server.labels().contains("reserved:world") || !server.isPrivateAddress();
    return server.labels().isEmpty() && !outside ? dnsServer : server;
  }

  private static boolean learns(Ruling ruling) {
    return !ruling.verdict().denied()
        && ruling.interception().map(Ruling.Interception::dns).orElse(false);
  }

  private static String key(Seen seen) {
    return seen.client().address().orElse("client");
  }

  private static Instant time(Seen seen) {
    return seen.time().orElse(Instant.EPOCH);
  }

  private void connection(Seen seen, Peer client) {
    Optional<Peer> known = servers.apply(seen.server());
    String address = seen.server().address().orElse("");
    List<String> learned = names.names(key(seen), address, time(seen));
    boolean unseen = learned.isEmpty() && known.isEmpty();
    if (unseen) {
      learned = assumed.names(key(seen), address, Instant.EPOCH);
    }
    List<String> all = learned;
    Peer server = known.orElseGet(() -> seen.server().withNames(all));
    Attempt attempt =
        Attempt.connection(Direction.EGRESS, client, server, seen.port(), seen.protocol());
    if (seen.tls().isPresent() && seen.protocol().equals("TCP")) {
      attempt = seen.tls().get() ? attempt.withHello(seen.sni()) : attempt.inTheClear();
    }
    rows.add(
        new Row(
            seen, words(seen, server), attempt, policies.rule(attempt), unseen && !all.isEmpty()));
  }

  /**
   * What a client asks for in its hello it looked up before, perhaps earlier than what was seen.
   */
  private void assume(Seen seen) {
    Optional<Peer> client = clients.apply(seen.client());
    if (client.isEmpty() || seen.query().isPresent() || seen.server().address().isEmpty()) {
      return;
    }
    List<String> wanted =
        seen.server().names().isEmpty()
            ? seen.sni().map(List::of).orElse(List.of())
            : seen.server().names();
    for (String name : wanted) {
      if (lookedUp(client.get(), name)) {
        assumed.learn(
            key(seen), name, List.of(seen.server().address().get()), THROUGHOUT, Instant.EPOCH);
      }
    }
  }

  /** Whether the client could have learned the name before. */
  private boolean lookedUp(Peer client, String name) {
    return learns(
        policies.rule(
            Attempt.connection(Direction.EGRESS, client, dnsServer, 53, "UDP").withDnsQuery(name)));
  }

  private static String words(Seen seen, Peer server) {
    String address = seen.server().address().orElse("?");
    String end = (address.indexOf(':') >= 0 ? "[" + address + "]" : address) + ":" + seen.port();
    Optional<String> name = seen.sni().or(() -> server.names().stream().findFirst());
    return name.map(n -> n + " (" + end + ")").orElse(end);
  }
}
