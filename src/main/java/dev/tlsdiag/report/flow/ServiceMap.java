package dev.tlsdiag.report.flow;

import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowSides;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.ReservedIdentity;
import dev.tlsdiag.mesh.hubble.TlsSummary;
import dev.tlsdiag.mesh.hubble.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who talks to whom. Flows are added; nodes are workloads or pods, services, DNS names, else
 * addresses. Its size is bounded: what has no room any more is counted.
 */
public final class ServiceMap {
  static final int MOST_NODES = 150;
  static final int MOST_EDGES = 400;
  private static final int MOST_NAMES = 3;

  /** A side that flows do not tell. */
  private static final String UNKNOWN = "(unknown)";

  private static final int LONGEST_NAME = 253;

  private final Map<String, Integer> nodes = new LinkedHashMap<>();
  private final Map<Key, Sum> sums = new LinkedHashMap<>();
  private long flows;
  private long leftOut;

  private record Key(int from, int to, int port) {}

  private static final class Sum {
    private final Set<String> names = new LinkedHashSet<>();
    private int moreNames;
    private long nameless;
    private long forwarded;
    private long redirected;
    private long stopped;
    private long failures;

    void name(String name) {
      if (names.contains(name)) {
        return;
      }
      if (names.size() < MOST_NAMES) {
        names.add(name);
      } else {
        moreNames++;
      }
    }
  }

  public void add(FlowRecord flow) {
    boolean back = FlowSides.toClient(flow);
    String client = node(flow, !back);
    String server = node(flow, back);
    if (client.isEmpty() && server.isEmpty()) {
      leftOut++;
      return;
    }
    int port = flow.l4().map(l4 -> back ? l4.sourcePort() : l4.destinationPort()).orElse(0);
    Optional<Integer> from = index(client.isEmpty() ? UNKNOWN : client);
    Optional<Integer> to = index(server.isEmpty() ? UNKNOWN : server);
    if (from.isEmpty() || to.isEmpty()) {
      leftOut++;
      return;
    }
    Key key = new Key(from.get(), to.get(), port);
    Sum sum = sums.get(key);
    if (sum == null) {
      if (sums.size() >= MOST_EDGES) {
        leftOut++;
        return;
      }
      sum = new Sum();
      sums.put(key, sum);
    }
    flows++;
    count(sum, flow);
    name(flow, back).map(ServiceMap::cut).filter(name -> !name.equals(server)).ifPresent(sum::name);
  }

  private Optional<Integer> index(String name) {
    Integer known = nodes.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    if (nodes.size() >= MOST_NODES) {
      return Optional.empty();
    }
    nodes.put(name, nodes.size());
    return Optional.of(nodes.size() - 1);
  }

  private static void count(Sum sum, FlowRecord flow) {
    Verdict verdict = flow.verdict();
    if (verdict == Verdict.DROPPED) {
      sum.stopped++;
    } else if (verdict != Verdict.ERROR) {
      sum.forwarded++;
    }
    if (verdict == Verdict.REDIRECTED || flow.proxyPort() != 0) {
      sum.redirected++;
    }
    boolean failed =
        flow.http().map(http -> http.code() >= 500).orElse(false)
            || flow.dns().map(dns -> dns.responseCode() != 0).orElse(false);
    sum.failures += verdict == Verdict.ERROR || failed && verdict != Verdict.DROPPED ? 1 : 0;
    if (TlsSummary.isHello(flow.summary()) && flow.serverName().isEmpty()) {
      sum.nameless++;
    }
  }

  private static Optional<String> name(FlowRecord flow, boolean back) {
    if (flow.serverName().isPresent()) {
      return flow.serverName().map(name -> "SNI " + name);
    }
    if (flow.http().isPresent()) {
      Layer7.Http http = flow.http().get();
      int start = http.url().indexOf("://");
      int end = start < 0 ? -1 : http.url().indexOf('/', start + 3);
      if (start > 0) {
        return Optional.of(http.url().substring(start + 3, end < 0 ? http.url().length() : end));
      }
    }
    if (flow.dns().isPresent()) {
      return Optional.of("DNS");
    }
    List<String> names = back ? flow.sourceNames() : flow.destinationNames();
    return names.isEmpty() ? Optional.empty() : Optional.of(names.get(0));
  }

  private static String cut(String name) {
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
  }

  /** A pod's workload stands for all its pods. */
  private static String node(FlowRecord flow, boolean source) {
    Optional<FlowEndpoint> endpoint = source ? flow.source() : flow.destination();
    if (endpoint.isPresent() && !endpoint.get().workloads().isEmpty()) {
      String namespace = endpoint.get().namespace();
      String name = endpoint.get().workloads().get(0).name();
      return cut(namespace.isEmpty() ? name : namespace + "/" + name);
    }
    String name = FlowText.name(flow, source);
    if (!name.isEmpty()) {
      int comma = name.indexOf(',');
      return cut(comma < 0 ? name : name.substring(0, comma));
    }
    String ip = source ? flow.sourceIp() : flow.destinationIp();
    long identity = endpoint.map(FlowEndpoint::identity).orElse(0L);
    String reserved = ReservedIdentity.name(identity);
    if (!ip.isEmpty()) {
      return identity == 0 || reserved.startsWith("world") ? ip : reservedOr(reserved, ip);
    }
    return identity == 0 ? labels(endpoint) : ReservedIdentity.text(identity);
  }

  private static String reservedOr(String reserved, String ip) {
    return reserved.isEmpty() ? ip : reserved;
  }

  private static String labels(Optional<FlowEndpoint> endpoint) {
    return cut(endpoint.map(e -> String.join(" ", e.labels())).orElse(""));
  }

  /** In the order in which they were seen. */
  public List<String> nodes() {
    return List.copyOf(nodes.keySet());
  }

  /** In the order in which they were seen. */
  public List<MapEdge> edges() {
    List<MapEdge> edges = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            edges.add(
                new MapEdge(
                    key.from(),
                    key.to(),
                    key.port(),
                    List.copyOf(sum.names),
                    sum.moreNames,
                    sum.nameless,
                    sum.forwarded,
                    sum.redirected,
                    sum.stopped,
                    sum.failures)));
    return edges;
  }

  /** How many flows it shows. */
  public long flows() {
    return flows;
  }

  /** Flows without sides, or for which there was no room. */
  public long leftOut() {
    return leftOut;
  }
}
