package dev.tlsdiag.mesh.policy.draft;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.NameCache;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.seen.Seen;
import dev.tlsdiag.mesh.policy.seen.SeenTally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes a policy that allows what was seen of one kind of pods, and nothing else. */
public final class PolicyDraft {
  private static final Duration THROUGHOUT = Duration.ofDays(365);

  static final int DNS_PORT = 53;

  /** What a selector of FQDNs may be made of (RFC 1035, with the underscore of Cilium). */
  private static final String NAME = "[-_a-z0-9]{1,63}(\\.[-_a-z0-9]{1,63})*";

  private final DraftOptions options;
  private final NameCache cache = new NameCache(THROUGHOUT);
  private final NameCache assumed = new NameCache(THROUGHOUT);
  private final Map<String, DraftItem> names = new TreeMap<>();
  private final Map<String, DraftItem> queries = new TreeMap<>();
  private final Map<String, DraftItem> resolvers = new TreeMap<>();
  private final Map<String, DraftItem> pods = new TreeMap<>();
  private final Map<String, DraftItem> entities = new TreeMap<>();
  private final Map<String, DraftItem> addresses = new TreeMap<>();
  private long connections;
  private long lookups;
  private long unwritten;

  private PolicyDraft(DraftOptions options) {
    this.options = requireNonNull(options, "options is null");
  }

  /**
   * The policy as YAML.
   *
   * @param seen of the client that the policy is for
   */
  public static String of(List<SeenTally.Counted> seen, DraftOptions options) {
    PolicyDraft draft = new PolicyDraft(options);
    List<SeenTally.Counted> inOrder = new ArrayList<>(seen);
    inOrder.sort(Comparator.comparing(one -> one.first().time().orElse(Instant.EPOCH)));
    inOrder.forEach(one -> draft.assume(one.first()));
    inOrder.forEach(draft::add);
    draft.assumeLookups();
    return new DraftYaml(options).write(draft.parts());
  }

  /** What is to be written. */
  record Parts(
      Map<String, DraftItem> names,
      Map<String, DraftItem> queries,
      Map<String, DraftItem> resolvers,
      Map<String, DraftItem> pods,
      Map<String, DraftItem> entities,
      Map<String, DraftItem> addresses,
      long connections,
      long lookups,
      long unwritten) {}

  private Parts parts() {
    return new Parts(
        names, queries, resolvers, pods, entities, addresses, connections, lookups, unwritten);
  }

  private void add(SeenTally.Counted counted) {
    Seen seen = counted.first();
    if (seen.query().isPresent()) {
      lookups += counted.times();
      lookup(seen, counted);
    } else {
      connections += counted.times();
      connection(seen, counted);
    }
  }

  private void lookup(Seen seen, SeenTally.Counted counted) {
    String name = seen.query().get();
    if (!isName(name)) {
      unwritten += counted.times();
      return;
    }
    cache.learn("pod", name, seen.answer(), THROUGHOUT, time(seen));
    DraftItem query = queries.computeIfAbsent(name, n -> new DraftItem());
    query.lookups += counted.times();
    query.denied += counted.denied();
    query.seenAt(seen.place());
    DraftItem resolver = item(resolvers, resolver(seen.server()), seen);
    resolver.lookups += counted.times();
  }

  /** Where nothing but an address of the cluster is known, the cluster's DNS. */
  private Peer resolver(Peer server) {
    return server.labels().isEmpty() && server.isPrivateAddress() ? options.dnsServer() : server;
  }

  private static Instant time(Seen seen) {
    return seen.time().orElse(Instant.EPOCH);
  }

  private void connection(Seen seen, SeenTally.Counted counted) {
    Peer server = seen.server();
    if (seen.port() == DNS_PORT) { // an item without DNS rules beside one with them undoes those
      DraftItem resolver = item(resolvers, resolver(server), seen);
      resolver.connections += counted.times();
      resolver.denied += counted.denied();
      return;
    }
    boolean pod = server.namespace().isPresent();
    boolean reserved =
        server.labels().stream()
            .anyMatch(l -> l.startsWith("reserved:") && !l.startsWith("reserved:world"));
    List<String> known = pod || reserved ? List.of() : namesOf(seen);
    if (known.isEmpty()) {
      Map<String, DraftItem> where = pod ? pods : reserved ? entities : addresses;
      count(item(where, server, seen), seen, counted);
      return;
    }
    for (String name : known) {
      DraftItem item = names.computeIfAbsent(name, n -> new DraftItem());
      count(item, seen, counted);
    }
  }

  private void count(DraftItem item, Seen seen, SeenTally.Counted counted) {
    item.connections += counted.times();
    item.denied += counted.denied();
    item.ports.add(new DraftPort(seen.port(), seen.protocol()));
    item.tls |= seen.tls().orElse(false);
    item.clear |= !seen.tls().orElse(true);
    seen.sni().filter(PolicyDraft::isName).ifPresent(item.serverNames::add);
    item.seenAt(seen.place());
  }

  /** The names that the client had the address from; its server_name where no lookup was seen. */
  private List<String> namesOf(Seen seen) {
    String address = seen.server().address().orElse("");
    List<String> learned = new ArrayList<>(cache.names("pod", address, time(seen)));
    learned.addAll(seen.server().names());
    if (learned.isEmpty()) {
      learned.addAll(assumed.names("pod", address, Instant.EPOCH));
    }
    learned.removeIf(name -> !isName(name));
    Optional<String> sni =
        seen.sni().map(name -> name.toLowerCase(Locale.ROOT)).filter(PolicyDraft::isName);
    if (sni.isPresent() && (learned.isEmpty() || learned.contains(sni.get()))) {
      return List.of(sni.get());
    }
    return learned.stream().distinct().toList();
  }

  /** What a client asks for in its hello it looked up before. */
  private void assume(Seen seen) {
    Optional<String> address = seen.server().address();
    if (address.isPresent()) {
      seen.sni()
          .filter(PolicyDraft::isName)
          .ifPresent(
              name ->
                  assumed.learn("pod", name, List.of(address.get()), THROUGHOUT, Instant.EPOCH));
    }
  }

  private static boolean isName(String name) {
    return name.length() <= 253 && name.toLowerCase(Locale.ROOT).matches(NAME);
  }

  private DraftItem item(Map<String, DraftItem> where, Peer server, Seen seen) {
    DraftItem item = where.computeIfAbsent(DraftPeer.key(server), k -> new DraftItem());
    item.labels.putAll(DraftPeer.labels(server));
    item.ports.add(new DraftPort(seen.port(), seen.protocol()));
    item.seenAt(seen.place());
    return item;
  }

  /** A name that is allowed has to be one that may be looked up. */
  private void assumeLookups() {
    for (Map.Entry<String, DraftItem> name : names.entrySet()) {
      if (!queries.containsKey(name.getKey())) {
        DraftItem query = new DraftItem();
        query.assumed = true;
        queries.put(name.getKey(), query);
        name.getValue().assumed = true;
      }
    }
    if (!queries.isEmpty() && resolvers.isEmpty()) {
      DraftItem resolver = new DraftItem();
      resolver.assumed = true;
      resolver.labels.putAll(DraftPeer.labels(options.dnsServer()));
      resolver.ports.add(new DraftPort(DNS_PORT, "UDP"));
      resolvers.put(DraftPeer.key(options.dnsServer()), resolver);
    }
  }
}
