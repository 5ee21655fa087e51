package dev.tlsdiag.mesh.hubble;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The filters that flags of {@code hubble observe} ask for. A flag for either side makes two: the
 * one for the source, and the one for the destination.
 */
public final class FlowFilterDraft {
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("uuid", "uuid"),
          Map.entry("snat-ip", "source_ip_xlated"),
          Map.entry("traffic-direction", "traffic_direction"),
          Map.entry("verdict", "verdict"),
          Map.entry("drop-reason-desc", "drop_reason_desc"),
          Map.entry("interface", "interface"),
          Map.entry("type", "event_type"),
          Map.entry("http-status", "http_status_code"),
          Map.entry("http-method", "http_method"),
          Map.entry("http-path", "http_path"),
          Map.entry("http-url", "http_url"),
          Map.entry("http-header", "http_header"),
          Map.entry("protocol", "protocol"),
          Map.entry("tcp-flags", "tcp_flags"),
          Map.entry("node-name", "node_name"),
          Map.entry("node-label", "node_labels"),
          Map.entry("ip-version", "ip_version"),
          Map.entry("trace-id", "trace_id"),
          Map.entry("ip-trace-id", "ip_trace_id"),
          Map.entry("sni", "sni"));

  /** Flags without a value, and the one they stand for. */
  private static final Map<String, List<String>> FIXED =
      Map.of(
          "ipv4", List.of("ip_version", "v4"),
          "ipv6", List.of("ip_version", "v6"),
          "encrypted", List.of("encrypted", "true"),
          "unencrypted", List.of("encrypted", "false"),
          "no-sni", List.of("no_sni", "true"));

  /** Of a group only one may be given, as Hubble has it: together they would match nothing. */
  private static final List<Set<String>> CONFLICTS =
      List.of(
          Set.of(
              "from-fqdn",
              "from-ip",
              "ip",
              "fqdn",
              "from-namespace",
              "namespace",
              "from-all-namespaces",
              "all-namespaces"),
          Set.of("from-fqdn", "from-ip", "ip", "fqdn", "from-pod", "pod"),
          Set.of(
              "to-fqdn",
              "to-ip",
              "ip",
              "fqdn",
              "to-namespace",
              "namespace",
              "to-all-namespaces",
              "all-namespaces"),
          Set.of("to-fqdn", "to-ip", "ip", "fqdn", "to-pod", "pod"),
          Set.of("to-pod", "namespace", "all-namespaces"),
          Set.of("from-pod", "namespace", "all-namespaces"),
          Set.of("to-service", "namespace", "all-namespaces"),
          Set.of("from-service", "namespace", "all-namespaces"),
          Set.of("label", "from-label"),
          Set.of("label", "to-label"),
          Set.of("service", "from-service"),
          Set.of("service", "to-service"),
          Set.of("port", "to-port"),
          Set.of("port", "from-port"),
          Set.of("identity", "to-identity"),
          Set.of("identity", "from-identity"),
          Set.of("workload", "to-workload"),
          Set.of("workload", "from-workload"),
          Set.of("encrypted", "unencrypted"),
          Set.of("sni", "no-sni"));

  private final Map<String, List<String>> left = new LinkedHashMap<>();
  private final Map<String, List<String>> right = new LinkedHashMap<>();
  private final List<String> namespaces = new ArrayList<>();
  private final List<String> sourceNamespaces = new ArrayList<>();
  private final List<String> destinationNamespaces = new ArrayList<>();
  private final Set<String> given = new LinkedHashSet<>();

  /** Whether a flag is one of these, its dashes taken off. */
  public static boolean knows(String flag) {
    return FIELDS.containsKey(flag)
        || FIXED.containsKey(flag)
        || flag.endsWith("namespace")
        || flag.endsWith("all-namespaces")
        || FlowCriteria.SIDED.contains(sidedField(flag));
  }

  private static String sidedField(String flag) {
    String plain = flag.replaceFirst("^(from|to)-", "");
    return plain.equals("cluster") ? "cluster_name" : plain;
  }

  /**
   * A flag and its value.
   *
   * @param flag without dashes in front: {@code from-pod}
   * @throws IllegalArgumentException where it does not go with another one
   */
  public void add(String flag, String value) {
    given.add(flag);
    for (Set<String> group : CONFLICTS) {
      if (group.contains(flag)) {
        for (String other : given) {
          if (!other.equals(flag) && group.contains(other)) {
            throw FlowCriteria.problem("'--" + other + "' and '--" + flag + "' do not go together");
          }
        }
      }
    }
    if (FIELDS.containsKey(flag)) {
      both(FIELDS.get(flag), value);
    } else if (FIXED.containsKey(flag)) {
      both(FIXED.get(flag).get(0), FIXED.get(flag).get(1));
    } else if (!namespace(flag, value)) {
      sided(flag, value);
    }
  }

  private boolean namespace(String flag, String value) {
    switch (flag) {
      case "namespace" -> namespaces.add(value);
      case "from-namespace" -> sourceNamespaces.add(value);
      case "to-namespace" -> destinationNamespaces.add(value);
      case "all-namespaces" -> namespaces.add("");
      case "from-all-namespaces" -> sourceNamespaces.add("");
      case "to-all-namespaces" -> destinationNamespaces.add("");
      default -> {
        return false;
      }
    }
    return true;
  }

  private void sided(String flag, String value) {
    String field = sidedField(flag);
    if (flag.startsWith("from-")) {
      both("source_" + field, value);
    } else if (flag.startsWith("to-")) {
      both("destination_" + field, value);
    } else {
      put(left, "source_" + field, value);
      put(right, "destination_" + field, value);
    }
  }

  private void both(String field, String value) {
    put(left, field, value);
    put(right, field, value);
  }

  private static void put(Map<String, List<String>> filter, String field, String value) {
    filter.computeIfAbsent(field, f -> new ArrayList<>()).add(value);
  }

  /**
   * One of these must match; none where no flag was given.
   *
   * @throws IllegalArgumentException where a value is none
   */
  public List<FlowFilter> filters() {
    if (given.isEmpty()) {
      return List.of();
    }
    within(left, "source_", sourceNamespaces);
    within(right, "source_", sourceNamespaces);
    within(left, "destination_", destinationNamespaces);
    within(right, "destination_", destinationNamespaces);
    within(left, "source_", namespaces);
    within(right, "destination_", namespaces);
    return left.equals(right)
        ? List.of(FlowFilter.of(left))
        : List.of(FlowFilter.of(left), FlowFilter.of(right));
  }

  /** Puts pods and services into namespaces; without any, all pods of them are meant. */
  private static void within(
      Map<String, List<String>> filter, String side, List<String> namespaces) {
    if (namespaces.isEmpty()) {
      return;
    }
    if (!filter.containsKey(side + "pod") && !filter.containsKey(side + "service")) {
      put(filter, side + "pod", "");
    }
    for (String field : List.of(side + "pod", side + "service")) {
      List<String> names = filter.get(field);
      if (names == null) {
        continue;
      }
      List<String> placed = new ArrayList<>();
      for (String name : names) {
        if (name.indexOf('/') >= 0) {
          placed.add(name);
        } else {
          namespaces.forEach(namespace -> placed.add(namespace + "/" + name));
        }
      }
      filter.put(field, placed);
    }
  }
}
