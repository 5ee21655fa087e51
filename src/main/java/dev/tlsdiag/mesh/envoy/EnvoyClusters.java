package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code /clusters} answers, as text or as JSON. Hosts of a cluster that takes the
 * connection's own destination are there only while they are in use: the counters of {@code /stats}
 * stay.
 */
public record EnvoyClusters(List<Status> clusters) {
  /** A cluster and its hosts. */
  public record Status(String name, List<Host> hosts, Evidence.ConfigLine at) {
    public Status {
      requireNonNull(name, "name is null");
      hosts = List.copyOf(hosts);
      requireNonNull(at, "at is null");
    }

    /** Sum over the hosts. */
    public long total(String counter) {
      return hosts.stream().mapToLong(host -> host.counter(counter)).sum();
    }
  }

  /**
   * @param address {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}, a pipe's path
   * @param hostname empty text where it has none
   * @param health the word healthy, or why it is not: {@code /failed_active_hc}
   * @param counters by Envoy's names: {@code cx_connect_fail}, {@code rq_error} …
   */
  public record Host(
      String address,
      String hostname,
      String health,
      Map<String, Long> counters,
      Evidence.ConfigLine at) {
    public Host {
      requireNonNull(address, "address is null");
      requireNonNull(hostname, "hostname is null");
      requireNonNull(health, "health is null");
      counters = Map.copyOf(counters);
      requireNonNull(at, "at is null");
    }

    /** 0 where there is none. */
    public long counter(String counter) {
      return counters.getOrDefault(counter, 0L);
    }

    /** Connections were begun, and each of them failed. */
    public boolean neverConnects() {
      return counter("cx_connect_fail") > 0 && counter("cx_connect_fail") == counter("cx_total");
    }
  }

  private static final Set<String> OF_CLUSTER =
      Set.of("observability_name", "added_via_api", "eds_service_name");

  private static final List<String> SECTIONS =
      List.of("::default_priority", "::high_priority", "::outlier");

  public EnvoyClusters {
    clusters = List.copyOf(clusters);
  }

  /** The cluster of this name. */
  public Optional<Status> cluster(String wanted) {
    return clusters.stream().filter(one -> one.name().equals(wanted)).findFirst();
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where it is no such document
   */
  public static EnvoyClusters parse(String name, byte[] text) throws UnreadableDumpException {
    return AdminText.isJson(text) ? json(name, text) : lines(name, text);
  }

  private static EnvoyClusters json(String name, byte[] text) throws UnreadableDumpException {
    Json document = JsonText.parse(name, text);
    if (!document.at("cluster_statuses").isList() && !document.members().isEmpty()
        || !document.isObject()) {
      throw new UnreadableDumpException(document.place(), "is JSON, but no clusters of Envoy");
    }
    return new EnvoyClusters(
        document
            .each("cluster_statuses")
            .map(
                cluster ->
                    new Status(
                        cluster.textOrEmpty("name"),
                        cluster.each("host_statuses").map(EnvoyClusters::host).toList(),
                        cluster.place()))
            .toList());
  }

  private static Host host(Json host) {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Json stat : host.at("stats").items()) {
      stat.text("name").ifPresent(name -> counters.put(name, count(stat.textOrEmpty("value"))));
    }
    Json health = host.at("health_status");
    List<String> failed =
        health.members().keySet().stream().filter(flag -> health.truth(flag)).toList();
    String state = health.text("eds_health_status").orElse("HEALTHY");
    return new Host(
        Addresses.text(host.at("address")),
        host.textOrEmpty("hostname"),
        failed.isEmpty() && (state.equals("HEALTHY") || state.equals("UNKNOWN"))
            ? "healthy"
            : "/" + (failed.isEmpty() ? state : String.join("/", failed)),
        counters,
        host.place());
  }

  private static long count(String digits) {
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : 0;
  }

  /** Names may hold single colons and addresses of IPv6 double ones: it is read from the right. */
  private static EnvoyClusters lines(String name, byte[] text) throws UnreadableDumpException {
    Map<String, Evidence.ConfigLine> clusters = new LinkedHashMap<>();
    Map<String, Map<String, HostLines>> hosts = new LinkedHashMap<>();
    for (AdminText.Line line : AdminText.lines(name, text)) {
      int valueAt = line.text().lastIndexOf("::");
      int keyAt = valueAt <= 1 ? -1 : line.text().lastIndexOf("::", valueAt - 2);
      if (keyAt <= 0) {
        continue;
      }
      String key = line.text().substring(keyAt + 2, valueAt);
      String value = line.text().substring(valueAt + 2);
      String front = line.text().substring(0, keyAt);
      String cluster = OF_CLUSTER.contains(key) ? front : section(front);
      if (!cluster.isEmpty()) {
        clusters.putIfAbsent(cluster, line.place());
        continue;
      }
      int cut = hostAt(front, clusters.keySet());
      if (cut > 0) {
        String owner = front.substring(0, cut);
        clusters.putIfAbsent(owner, line.place());
        hosts
            .computeIfAbsent(owner, unused -> new LinkedHashMap<>())
            .computeIfAbsent(front.substring(cut + 2), address -> new HostLines(line.place()))
            .add(key, value);
      }
    }
    if (clusters.isEmpty()) {
      throw new UnreadableDumpException(
          new Evidence.ConfigLine(name, 1, 1), "has no line 'cluster::…' of Envoy's clusters");
    }
    List<Status> found = new ArrayList<>();
    clusters.forEach(
        (cluster, place) -> {
          List<Host> ofCluster = new ArrayList<>();
          hosts
              .getOrDefault(cluster, Map.of())
              .forEach((address, lines) -> ofCluster.add(lines.host(address)));
          found.add(new Status(cluster, ofCluster, place));
        });
    return new EnvoyClusters(found);
  }

  private static String section(String front) {
    for (String section : SECTIONS) {
      if (front.endsWith(section)) {
        return front.substring(0, front.length() - section.length());
      }
    }
    return "";
  }

  /** Where the cluster's name ends in {@code cluster::address}; -1 where there is no address. */
  private static int hostAt(String front, Set<String> clusters) {
    int bracket = front.lastIndexOf("::[");
    if (bracket > 0) {
      return bracket;
    }
    for (int cut = front.indexOf("::"); cut > 0; cut = front.indexOf("::", cut + 1)) {
      if (clusters.contains(front.substring(0, cut))) {
        return cut;
      }
    }
    return front.lastIndexOf("::");
  }

  /** What the lines of one host say. */
  private static final class HostLines {
    private final Evidence.ConfigLine place;
    private final Map<String, Long> counters = new LinkedHashMap<>();
    private String hostname = "";
    private String health = "healthy";

    HostLines(Evidence.ConfigLine place) {
      this.place = place;
    }

    void add(String key, String value) {
      if (key.equals("hostname")) {
        hostname = value;
      } else if (key.equals("health_flags")) {
        health = value;
      } else if (key.startsWith("cx_") || key.startsWith("rq_")) {
        counters.put(key, count(value));
      }
    }

    Host host(String address) {
      return new Host(address, hostname, health, counters, place);
    }
  }
}
