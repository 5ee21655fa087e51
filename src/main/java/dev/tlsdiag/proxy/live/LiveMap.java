package dev.tlsdiag.proxy.live;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who talks to whom: clients on one side of the proxy, servers by name on the other.
 *
 * @param clients with their edges to the proxy, the busiest first
 * @param servers with the proxy's edges to them, the busiest first
 */
public record LiveMap(List<Card> clients, List<Card> servers) {
  /**
   * One party and its edges.
   *
   * @param name of a client its program or address, of a server its name, else its address
   * @param edges one for each verdict and name sent, the busiest first
   */
  public record Card(String name, List<Edge> edges) {
    public Card {
      edges = List.copyOf(edges);
    }

    public long count() {
      return edges.stream().mapToLong(Edge::count).sum();
    }

    /** The worst of its edges. */
    public FlowVerdict verdict() {
      return edges.stream()
          .map(Edge::verdict)
          .max(Comparator.naturalOrder())
          .orElse(FlowVerdict.OK);
    }
  }

  /**
   * Flows of one kind.
   *
   * @param name what the ClientHello of this leg says
   * @param last the newest of them
   */
  public record Edge(FlowVerdict verdict, SentName name, long count, LiveFlow last) {}

  private record Kind(FlowVerdict verdict, SentName name) {}

  public LiveMap {
    clients = List.copyOf(clients);
    servers = List.copyOf(servers);
  }

  /** Of these rows, the oldest first. */
  public static LiveMap of(Collection<LiveFlow> flows) {
    Map<String, Map<Kind, Edge>> clients = new LinkedHashMap<>();
    Map<String, Map<Kind, Edge>> servers = new LinkedHashMap<>();
    for (LiveFlow flow : flows) {
      count(clients, flow.from(), flow.downstreamName(), flow);
      if (!flow.server().isEmpty()) {
        count(servers, flow.server(), flow.upstreamName(), flow);
      }
    }
    return new LiveMap(cards(clients), cards(servers));
  }

  private static void count(
      Map<String, Map<Kind, Edge>> cards, String name, SentName sent, LiveFlow flow) {
    Kind kind = new Kind(flow.verdict(), sent);
    cards
        .computeIfAbsent(name, key -> new LinkedHashMap<>())
        .merge(
            kind,
            new Edge(kind.verdict(), kind.name(), 1, flow),
            (known, one) -> new Edge(known.verdict(), known.name(), known.count() + 1, one.last()));
  }

  private static List<Card> cards(Map<String, Map<Kind, Edge>> byName) {
    return byName.entrySet().stream()
        .map(
            each ->
                new Card(
                    each.getKey(),
                    each.getValue().values().stream()
                        .sorted(Comparator.comparingLong(Edge::count).reversed())
                        .toList()))
        .sorted(Comparator.comparingLong(Card::count).reversed())
        .toList();
  }
}
