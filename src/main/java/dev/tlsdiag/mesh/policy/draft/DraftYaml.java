package dev.tlsdiag.mesh.policy.draft;

import dev.tlsdiag.mesh.policy.draft.PolicyDraft.Parts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Writes a draft. Whatever is not made of the characters of names is left out before. */
final class DraftYaml {
  /** A DNS rule of more names than anybody reads. */
  private static final int MOST_QUERIES = 200;

  /** Cilium refuses more ports in one item. */
  private static final int MOST_PORTS = 40;

  /** Where nobody saw a ClientHello. */
  private static final Set<Integer> TLS_PORTS = Set.of(443, 6443, 8443, 9443);

  /** What YAML takes for text without quotes, whatever its version. */
  private static final Pattern BARE =
      Pattern.compile("(?!(?i)(true|false|yes|no|on|off|null|y|n)$)[A-Za-z][-_./A-Za-z0-9]*");

  private static final Pattern UNPRINTABLE = Pattern.compile("[^\\p{Print}]");

  private final DraftOptions options;
  private final StringBuilder out = new StringBuilder();

  DraftYaml(DraftOptions options) {
    this.options = options;
  }

  String write(Parts parts) {
    line(0, "# Drafted from %s:".formatted(comment(String.join(", ", options.sources()))));
    line(
        0,
        "# %d connection%s and %d lookup%s. It allows what was seen and nothing else: review it."
            .formatted(
                parts.connections(),
                parts.connections() == 1 ? "" : "s",
                parts.lookups(),
                parts.lookups() == 1 ? "" : "s"));
    if (parts.unwritten() > 0) {
      line(0, "# %d lookups of what is no host name were left out.".formatted(parts.unwritten()));
    }
    line(0, "apiVersion: cilium.io/v2");
    line(0, "kind: CiliumNetworkPolicy");
    line(0, "metadata:");
    line(1, "name: " + bare(options.name()));
    line(1, "namespace: " + bare(options.pod().namespace().orElse("default")));
    line(0, "spec:");
    line(1, "endpointSelector:");
    matchLabels(2, "", DraftLabels.of(options.pod().labels()));
    line(1, "egress:");
    dns(parts);
    names(parts.names());
    pods(parts.pods());
    entities(parts.entities());
    addresses(parts.addresses());
    boolean nothing = parts.connections() == 0 && parts.resolvers().isEmpty();
    if (nothing) {
      line(1, "- {} # nothing was seen: this denies all");
    }
    return out.toString();
  }

  private void line(int depth, String text) {
    out.append("  ".repeat(depth)).append(text).append('\n');
  }

  private void evidence(DraftItem item) {
    line(1, "# " + comment(item.evidence()));
  }

  private static String comment(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("?");
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String bare(String text) {
    return BARE.matcher(text).matches() ? text : quoted(text);
  }

  private void matchLabels(int depth, String dash, Map<String, String> labels) {
    if (labels.isEmpty()) {
      line(depth, dash.isEmpty() ? "{}" : dash + "{}");
      return;
    }
    line(depth, dash + "matchLabels:");
    int below = dash.isEmpty() ? depth + 1 : depth + 2;
    labels.forEach((key, value) -> line(below, bare(key) + ": " + bare(value)));
  }

  /** One item for each server that was asked. */
  private void dns(Parts parts) {
    for (Map.Entry<String, DraftItem> resolver : parts.resolvers().entrySet()) {
      DraftItem item = resolver.getValue();
      line(
          1,
          item.assumed
              ? "# no lookup was seen: the cluster's DNS is assumed"
              : "# " + comment(item.evidence()));
      peer(resolver.getKey(), item);
      line(2, "toPorts:");
      line(2, "- ports:");
      // A long answer is asked for again over TCP.
      new TreeSet<>(item.ports.stream().map(DraftPort::port).toList())
          .forEach(port -> line(3, "- {port: \"%d\", protocol: ANY}".formatted(port)));
      line(3, "rules:");
      line(4, "dns:");
      if (parts.queries().size() > MOST_QUERIES || parts.queries().isEmpty()) {
        line(
            4,
            parts.queries().isEmpty()
                ? "# which names were asked for was not seen"
                : "# %d names were asked for".formatted(parts.queries().size()));
        line(4, "- matchPattern: \"*\"");
        continue;
      }
      parts
          .queries()
          .forEach(
              (name, query) ->
                  line(
                      4,
                      "- matchName: %s # %s".formatted(quoted(name), comment(query.evidence()))));
    }
  }

  private void names(Map<String, DraftItem> names) {
    Map<Set<DraftPort>, List<Map.Entry<String, DraftItem>>> groups = new LinkedHashMap<>();
    names
        .entrySet()
        .forEach(
            entry ->
                groups
                    .computeIfAbsent(entry.getValue().ports, ports -> new ArrayList<>())
                    .add(entry));
    groups.forEach(
        (ports, members) -> {
          line(1, "- toFQDNs:");
          for (Map.Entry<String, DraftItem> member : members) {
            line(
                2,
                "- matchName: %s # %s"
                    .formatted(quoted(member.getKey()), comment(member.getValue().evidence())));
          }
          List<DraftItem> items = members.stream().map(Map.Entry::getValue).toList();
          line(2, "toPorts:");
          ports(ports, items);
        });
  }

  /** TLS and the rest apart: what is asked of TLS must not hold for the rest. */
  private void ports(Set<DraftPort> ports, List<DraftItem> items) {
    TreeSet<String> serverNames = new TreeSet<>();
    items.forEach(item -> serverNames.addAll(item.serverNames));
    List<DraftPort> tcp = ports.stream().filter(p -> p.protocol().equals("TCP")).toList();
    List<DraftPort> rest = ports.stream().filter(p -> !p.protocol().equals("TCP")).toList();
    boolean tls =
        items.stream().noneMatch(item -> item.clear)
            && tcp.stream().allMatch(port -> TLS_PORTS.contains(port.port()) || all(items));
    boolean special = tls && !tcp.isEmpty() && (options.intercept() || options.serverNames());
    if (!special) {
      portList(List.copyOf(ports));
      return;
    }
    portList(tcp);
    if (options.serverNames() && !serverNames.isEmpty()) {
      line(3, "serverNames:");
      serverNames.forEach(name -> line(3, "- " + quoted(name)));
    }
    if (options.intercept()) {
      String namespace = options.pod().namespace().orElse("default");
      line(3, "# a Secret with tls.crt and tls.key: its certificate is for the names above and");
      line(3, "# from an authority that the pods trust (tlsdiag ca issue, tlsdiag ca secret)");
      line(3, "terminatingTLS:");
      line(
          4,
          "secret: {namespace: %s, name: %s}"
              .formatted(bare(namespace), bare(options.name() + "-tls")));
      line(3, "# a Secret with ca.crt: the authorities that the servers' certificates lead to");
      line(3, "originatingTLS:");
      line(
          4,
          "secret: {namespace: %s, name: %s}"
              .formatted(bare(namespace), bare(options.name() + "-ca")));
      line(3, "rules:");
      line(4, "http:");
      line(4, "- {} # every request is read and allowed");
    }
    if (!rest.isEmpty()) {
      portList(rest);
    }
  }

  private static boolean all(List<DraftItem> items) {
    return items.stream().allMatch(item -> item.tls);
  }

  private void portList(List<DraftPort> ports) {
    for (int i = 0; i < ports.size(); i += MOST_PORTS) {
      line(2, "- ports:");
      ports
          .subList(i, Math.min(ports.size(), i + MOST_PORTS))
          .forEach(
              port ->
                  line(
                      3, "- {port: \"%d\", protocol: %s}".formatted(port.port(), port.protocol())));
    }
  }

  private void peer(String key, DraftItem item) {
    if (key.startsWith("pod ")) {
      line(1, "- toEndpoints:");
      matchLabels(2, "- ", new TreeMap<>(item.labels));
    } else if (key.startsWith("entity ")) {
      line(1, "- toEntities: [%s]".formatted(key.substring("entity ".length())));
    } else {
      String address = key.substring("address ".length());
      line(
          1,
          "- toCIDR: [%s]".formatted(quoted(address + (address.contains(":") ? "/128" : "/32"))));
    }
  }

  private void pods(Map<String, DraftItem> pods) {
    pods.forEach(this::plain);
  }

  private void entities(Map<String, DraftItem> entities) {
    entities.forEach(this::plain);
  }

  private void addresses(Map<String, DraftItem> addresses) {
    addresses.forEach(
        (key, item) -> {
          line(1, "# no name is known for this address: it may be another's tomorrow");
          plain(key, item);
        });
  }

  private void plain(String key, DraftItem item) {
    evidence(item);
    peer(key, item);
    line(2, "toPorts:");
    portList(List.copyOf(item.ports));
  }
}
