package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.FlowEndpoint.Workload;
import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.trace.Glob;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each field of a {@code FlowFilter} asks of a flow. To add one: its name in the schema, and a
 * row of the test's table.
 *
 * <p>Values are texts: an event type {@code trace:to-proxy} or {@code 4:1}, TCP flags {@code
 * SYN,ACK}, a header {@code name:value}, a workload {@code name} or {@code kind/name}.
 */
final class FlowCriteria {
  private static final String SOURCE = "source_";
  private static final String DESTINATION = "destination_";

  /** Of the fields that there are of either side, what follows {@code source_}. */
  static final List<String> SIDED =
      List.of(
          "ip", "pod", "fqdn", "label", "service", "workload", "cluster_name", "port", "identity");

  static final List<String> OTHERS =
      List.of(
          "uuid",
          "source_ip_xlated",
          "traffic_direction",
          "verdict",
          "drop_reason_desc",
          "interface",
          "event_type",
          "http_status_code",
          "protocol",
          "reply",
          "dns_query",
          "http_method",
          "http_path",
          "http_url",
          "http_header",
          "tcp_flags",
          "node_name",
          "node_labels",
          "ip_version",
          "trace_id",
          "ip_trace_id",
          "encrypted",
          "sni",
          "no_sni");

  private FlowCriteria() {}

  /** One of the values must match. */
  static Predicate<FlowRecord> any(String field, List<String> values) {
    List<Predicate<FlowRecord>> alternatives =
        values.stream().map(value -> one(field, value)).toList();
    if (alternatives.size() == 1) {
      return alternatives.get(0);
    }
    return flow -> {
      for (Predicate<FlowRecord> alternative : alternatives) {
        if (alternative.test(flow)) {
          return true;
        }
      }
      return false;
    };
  }

  private static Predicate<FlowRecord> one(String field, String value) {
    boolean source = field.startsWith(SOURCE) && !field.equals("source_ip_xlated");
    if (source || field.startsWith(DESTINATION)) {
      String what = field.substring((source ? SOURCE : DESTINATION).length());
      if (SIDED.contains(what)) {
        return sided(what, source, value);
      }
    }
    return switch (field) {
      case "uuid" -> flow -> flow.uuid().equals(value);
      case "source_ip_xlated" -> {
        AddressBlock block = block(value);
        yield flow -> flow.ip().isPresent() && block.contains(flow.ip().get().translatedSource());
      }
      case "traffic_direction" -> {
        TrafficDirection wanted =
            choice(TrafficDirection.values(), value.toUpperCase(Locale.ROOT), "direction");
        yield flow -> flow.direction() == wanted;
      }
      case "verdict" -> {
        Verdict wanted = choice(Verdict.values(), value.toUpperCase(Locale.ROOT), "verdict");
        yield flow -> flow.verdict() == wanted;
      }
      case "drop_reason_desc" -> dropReason(value);
      case "interface" -> flow -> flow.origin().interfaceName().equals(value);
      case "event_type" -> EventFilter.of(value);
      case "protocol" -> ProtocolFilter.of(value);
      case "reply" -> {
        boolean wanted = bool(value);
        yield flow -> flow.isReply().isPresent() && flow.isReply().get() == wanted;
      }
      case "dns_query" -> {
        Pattern pattern = regex(value);
        yield flow -> flow.dns().isPresent() && pattern.matcher(flow.dns().get().query()).find();
      }
      case "http_status_code", "http_method", "http_path", "http_url", "http_header" ->
          HttpFilter.of(field, value);
      case "tcp_flags" -> {
        TcpFlags wanted =
            TcpFlags.parse(value.toUpperCase(Locale.ROOT))
                .orElseThrow(() -> problem("'" + value + "' are no TCP flags"));
        yield flow ->
            flow.l4().isPresent()
                && flow.l4().get().protocol() == Layer4.Protocol.TCP
                && flow.l4().get().flags().has(wanted.bits());
      }
      case "node_name" -> {
        Pattern pattern = NamePattern.node(value);
        yield flow -> pattern.matcher(clusterAndNode(flow.nodeName())).matches();
      }
      case "node_labels" -> {
        LabelQuery query = LabelQuery.parse(value);
        yield flow -> query.matches(flow.nodeLabels());
      }
      case "ip_version" -> ipVersion(value);
      case "trace_id" -> flow -> flow.traceId().equals(value);
      case "ip_trace_id" -> {
        long wanted = number(value, Long.MAX_VALUE);
        yield flow -> flow.origin().ipTraceId() == wanted;
      }
      case "encrypted" -> {
        boolean wanted = bool(value);
        yield flow -> flow.ip().isPresent() && flow.ip().get().encrypted() == wanted;
      }
      case "sni" -> {
        Glob glob = new Glob(value);
        yield flow -> flow.serverName().filter(glob::matches).isPresent();
      }
      case "no_sni" -> flow -> TlsSummary.isHello(flow.summary()) && flow.serverName().isEmpty();
      default -> throw problem("a FlowFilter has no field '" + field + "'");
    };
  }

  private static Predicate<FlowRecord> sided(String what, boolean source, String value) {
    Function<FlowRecord, Optional<FlowEndpoint>> endpoint =
        source ? FlowRecord::source : FlowRecord::destination;
    return switch (what) {
      case "ip" -> {
        AddressBlock block = block(value);
        yield flow -> block.contains(source ? flow.sourceIp() : flow.destinationIp());
      }
      case "pod" -> {
        NamespacedName wanted = NamespacedName.parse(value);
        yield flow ->
            endpoint
                .apply(flow)
                .filter(e -> wanted.matches(e.namespace(), e.podName()))
                .isPresent();
      }
      case "service" -> {
        NamespacedName wanted = NamespacedName.parse(value);
        yield flow ->
            (source ? flow.sourceService() : flow.destinationService())
                .filter(s -> wanted.matches(s.namespace(), s.name()))
                .isPresent();
      }
      case "fqdn" -> {
        Pattern pattern = NamePattern.host(value);
        yield flow ->
            (source ? flow.sourceNames() : flow.destinationNames())
                .stream().anyMatch(n -> pattern.matcher(NamePattern.canonical(n)).matches());
      }
      case "label" -> {
        LabelQuery query = LabelQuery.parse(value);
        yield flow ->
            query.matches(endpoint.apply(flow).map(FlowEndpoint::labels).orElse(List.of()));
      }
      case "workload" -> {
        int slash = value.indexOf('/');
        String kind = slash < 0 ? "" : value.substring(0, slash);
        String name = value.substring(slash + 1);
        Predicate<Workload> wanted =
            w -> w.name().equals(name) && (kind.isEmpty() || w.kind().equals(kind));
        yield flow ->
            endpoint.apply(flow).filter(e -> e.workloads().stream().anyMatch(wanted)).isPresent();
      }
      case "cluster_name" -> {
        Pattern pattern = NamePattern.host(value);
        yield flow ->
            endpoint
                .apply(flow)
                .filter(e -> pattern.matcher(e.clusterName().toLowerCase(Locale.ROOT)).matches())
                .isPresent();
      }
      case "port" -> {
        int wanted = (int) number(value, 65_535);
        yield flow ->
            flow.l4()
                .filter(l4 -> l4.protocol().hasPorts())
                .filter(l4 -> (source ? l4.sourcePort() : l4.destinationPort()) == wanted)
                .isPresent();
      }
      default -> {
        long wanted = identity(value);
        yield flow -> endpoint.apply(flow).filter(e -> e.identity() == wanted).isPresent();
      }
    };
  }

  private static Predicate<FlowRecord> dropReason(String value) {
    DropReason wanted = DropReason.ofName(value.toUpperCase(Locale.ROOT));
    if (wanted.code() == 0) {
      throw problem("'" + value + "' is no drop reason of Cilium");
    }
    return flow -> flow.whyDropped().code() == wanted.code();
  }

  private static Predicate<FlowRecord> ipVersion(String value) {
    int wanted =
        switch (value.toLowerCase(Locale.ROOT)) {
          case "4", "v4", "ipv4", "ip4" -> 4;
          case "6", "v6", "ipv6", "ip6" -> 6;
          case "none", "ip_not_used" -> 0;
          default -> throw problem("'" + value + "' is no IP version");
        };
    return flow -> flow.ip().map(FlowAddresses::version).orElse(0) == wanted;
  }

  private static String clusterAndNode(String node) {
    String name = node.toLowerCase(Locale.ROOT);
    return name.indexOf('/') < 0 ? "default/" + name : name;
  }

  private static AddressBlock block(String value) {
    try {
      return AddressBlock.parse(value);
    } catch (IllegalArgumentException e) {
      throw problem("'" + value + "' is no IP address and no block like 10.0.0.0/8");
    }
  }

  private static <E extends Enum<E>> E choice(E[] all, String name, String what) {
    for (E one : all) {
      if (one.name().equals(name)) {
        return one;
      }
    }
    throw problem(
        "'%s' is no %s of Hubble; there are %s"
            .formatted(
                name, what, Stream.of(all).map(Enum::name).collect(Collectors.joining(", "))));
  }

  private static long identity(String value) {
    if (value.matches("[0-9]{1,10}")) {
      return Long.parseLong(value);
    }
    String name = value.startsWith("reserved:") ? value.substring(9) : value;
    return ReservedIdentity.named(name)
        .orElseThrow(() -> problem("'" + value + "' is no identity: a number, world, host …"));
  }

  static long number(String value, long most) {
    if (value.matches("[0-9]{1,18}") && Long.parseLong(value) <= most) {
      return Long.parseLong(value);
    }
    throw problem("'" + value + "' is no number up to " + most);
  }

  private static boolean bool(String value) {
    if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    throw problem("'" + value + "' is neither true nor false");
  }

  static Pattern regex(String value) {
    try {
      return Pattern.compile(value);
    } catch (PatternSyntaxException e) {
      throw problem("'" + value + "' is no regular expression: " + e.getDescription());
    }
  }

  static IllegalArgumentException problem(String message) {
    return new IllegalArgumentException(message);
  }
}
