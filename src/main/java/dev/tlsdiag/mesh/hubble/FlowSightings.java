package dev.tlsdiag.mesh.hubble;

import static dev.tlsdiag.mesh.Sighting.Attribute.ADDRESSES;
import static dev.tlsdiag.mesh.Sighting.Attribute.AUTHORITY;
import static dev.tlsdiag.mesh.Sighting.Attribute.CLIENT_LABELS;
import static dev.tlsdiag.mesh.Sighting.Attribute.CLIENT_POD;
import static dev.tlsdiag.mesh.Sighting.Attribute.DIRECTION;
import static dev.tlsdiag.mesh.Sighting.Attribute.DROP_REASON;
import static dev.tlsdiag.mesh.Sighting.Attribute.DURATION_MILLIS;
import static dev.tlsdiag.mesh.Sighting.Attribute.METHOD;
import static dev.tlsdiag.mesh.Sighting.Attribute.NODE;
import static dev.tlsdiag.mesh.Sighting.Attribute.OBSERVATION_POINT;
import static dev.tlsdiag.mesh.Sighting.Attribute.PATH;
import static dev.tlsdiag.mesh.Sighting.Attribute.POLICY;
import static dev.tlsdiag.mesh.Sighting.Attribute.POLICY_MATCH;
import static dev.tlsdiag.mesh.Sighting.Attribute.PROTOCOL;
import static dev.tlsdiag.mesh.Sighting.Attribute.PROXY_PORT;
import static dev.tlsdiag.mesh.Sighting.Attribute.QUERY;
import static dev.tlsdiag.mesh.Sighting.Attribute.QUERY_TYPE;
import static dev.tlsdiag.mesh.Sighting.Attribute.REQUEST_ID;
import static dev.tlsdiag.mesh.Sighting.Attribute.RESPONSE_CODE;
import static dev.tlsdiag.mesh.Sighting.Attribute.SERVER_LABELS;
import static dev.tlsdiag.mesh.Sighting.Attribute.SERVER_NAMES;
import static dev.tlsdiag.mesh.Sighting.Attribute.SERVER_POD;
import static dev.tlsdiag.mesh.Sighting.Attribute.SNI;
import static dev.tlsdiag.mesh.Sighting.Attribute.STATUS;
import static dev.tlsdiag.mesh.Sighting.Attribute.TCP_FLAGS;
import static dev.tlsdiag.mesh.Sighting.Attribute.TTL_SECONDS;
import static dev.tlsdiag.mesh.Sighting.Attribute.VERDICT;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a flow tells of a connection or request. Client and server are those of the connection,
 * whichever of them sent the packet.
 *
 * <p>Addresses are IP literals where the flow has them; a text form has names in their place, and
 * then the host of an endpoint is that name.
 */
public final class FlowSightings {
  private FlowSightings() {}

  /** Empty of a flow that tells nothing: neither addresses nor a request. */
  public static Optional<Sighting> of(FlowRecord flow, Evidence evidence) {
    return of(flow, evidence, SourceKind.HUBBLE);
  }

  public static Optional<Sighting> of(FlowRecord flow, Evidence evidence, SourceKind source) {
    boolean toClient = FlowSides.toClient(flow);
    Optional<Endpoint> client = FlowSides.endpoint(flow, !toClient);
    Optional<Endpoint> server = FlowSides.endpoint(flow, toClient);
    if (client.isEmpty() && server.isEmpty() && flow.l7().isEmpty()) {
      return Optional.empty();
    }
    Map<Attribute, String> attributes = attributes(flow, toClient);
    return Optional.of(
        new Sighting(
            source,
            event(flow),
            leg(flow),
            flow.time(),
            client,
            server,
            attributes,
            FlowWords.of(flow),
            evidence));
  }

  private static Leg leg(FlowRecord flow) {
    if (flow.l7().isPresent() || flow.proxyPort() != 0 || flow.verdict() == Verdict.REDIRECTED) {
      return Leg.DOWNSTREAM;
    }
    return switch (flow.point()) {
      case "to-proxy" -> Leg.DOWNSTREAM;
      // What leaves the proxy goes to the client on replies, and to the server otherwise.
      case "from-proxy" -> flow.reply() ? Leg.DOWNSTREAM : Leg.UPSTREAM;
      // Where a proxy sends on, its packets go this way; the client's own do where none stands.
      case "to-stack", "to-network" -> flow.reply() ? Leg.UNKNOWN : Leg.UPSTREAM;
      default -> Leg.UNKNOWN;
    };
  }

  private static Event event(FlowRecord flow) {
    if (flow.dns().isPresent()) {
      return lookup(flow);
    }
    if (flow.l7().isPresent()) {
      if (flow.verdict() == Verdict.DROPPED) {
        return Event.DENIED;
      }
      return flow.l7().get().kind() == Layer7.Kind.RESPONSE ? Event.RESPONSE : Event.REQUEST;
    }
    boolean verdictEvent = flow.event() == EventType.POLICY_VERDICT;
    return switch (flow.verdict()) {
      case REDIRECTED -> Event.REDIRECTED;
      case DROPPED, ERROR ->
          verdictEvent || flow.whyDropped().isPolicy() ? Event.DENIED : Event.DROPPED;
      case FORWARDED, AUDIT -> verdictEvent ? Event.ALLOWED : forwarded(flow);
      case VERDICT_UNKNOWN, TRACED, TRANSLATED -> Event.OTHER;
    };
  }

  private static Event lookup(FlowRecord flow) {
    Layer7.Dns dns = flow.dns().get();
    if (flow.verdict().stopped()) {
      return Event.LOOKUP_FAILED;
    }
    if (flow.l7().get().kind() != Layer7.Kind.RESPONSE) {
      return Event.LOOKUP;
    }
    return dns.responseCode() == 0 ? Event.LOOKUP_ANSWERED : Event.LOOKUP_FAILED;
  }

  private static Event forwarded(FlowRecord flow) {
    TcpFlags flags = flow.l4().map(Layer4::flags).orElse(TcpFlags.NONE);
    if (flags.has(TcpFlags.RST)) {
      return Event.RESET;
    }
    return flags.has(TcpFlags.FIN) ? Event.CLOSED : Event.FORWARDED;
  }

  private static Map<Attribute, String> attributes(FlowRecord flow, boolean toClient) {
    Map<Attribute, String> all = new EnumMap<>(Attribute.class);
    if (flow.verdict() != Verdict.VERDICT_UNKNOWN) {
      all.put(VERDICT, flow.verdict().name());
    }
    put(all, DROP_REASON, flow.whyDropped().text());
    if (flow.event() == EventType.POLICY_VERDICT) {
      all.put(POLICY_MATCH, PolicyMatch.text(flow.policyMatch()));
    }
    put(all, POLICY, policies(flow));
    if (flow.direction() != TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN) {
      all.put(DIRECTION, flow.direction().name());
    }
    put(all, OBSERVATION_POINT, flow.point());
    Optional<FlowEndpoint> client = toClient ? flow.destination() : flow.source();
    Optional<FlowEndpoint> server = toClient ? flow.source() : flow.destination();
    put(all, CLIENT_POD, client.map(FlowEndpoint::pod).orElse(""));
    put(all, CLIENT_LABELS, client.map(e -> String.join(",", e.labels())).orElse(""));
    put(all, SERVER_POD, server.map(FlowEndpoint::pod).orElse(""));
    put(all, SERVER_LABELS, server.map(e -> String.join(",", e.labels())).orElse(""));
    List<String> names = toClient ? flow.sourceNames() : flow.destinationNames();
    put(all, SERVER_NAMES, String.join(",", names));
    put(all, NODE, flow.nodeName());
    put(all, TCP_FLAGS, flow.l4().map(l4 -> l4.flags().toString()).orElse(""));
    if (flow.proxyPort() != 0) {
      all.put(PROXY_PORT, Integer.toString(flow.proxyPort()));
    }
    flow.serverName().ifPresent(name -> all.put(SNI, name));
    flow.l7().ifPresent(l7 -> layer7(all, l7));
    return all;
  }

  private static void layer7(Map<Attribute, String> all, Layer7 l7) {
    if (l7.latencyNanos() > 0) {
      all.put(DURATION_MILLIS, Long.toString(l7.latencyNanos() / 1_000_000));
    }
    l7.http().ifPresent(http -> http(all, http));
    l7.dns().ifPresent(dns -> dns(all, dns));
  }

  private static void http(Map<Attribute, String> all, Layer7.Http http) {
    put(all, METHOD, http.method());
    put(all, PROTOCOL, http.protocol());
    put(all, PATH, HttpUrl.path(http.url()));
    put(all, AUTHORITY, HttpUrl.authority(http.url()));
    if (http.code() != 0) {
      all.put(STATUS, Integer.toString(http.code()));
    }
    http.header("x-request-id").ifPresent(id -> put(all, REQUEST_ID, id));
  }

  private static void dns(Map<Attribute, String> all, Layer7.Dns dns) {
    put(all, QUERY, dns.query());
    put(all, QUERY_TYPE, String.join(",", dns.queryTypes()));
    put(all, ADDRESSES, String.join(",", dns.addresses()));
    if (!dns.addresses().isEmpty()) {
      all.put(TTL_SECONDS, Long.toString(dns.ttlSeconds()));
    }
    if (dns.responseCode() != 0) {
      all.put(RESPONSE_CODE, FlowWords.responseCode(dns.responseCode()));
    }
  }

  private static String policies(FlowRecord flow) {
    return String.join(
        ",",
        Stream.of(
                flow.egressAllowedBy(),
                flow.ingressAllowedBy(),
                flow.egressDeniedBy(),
                flow.ingressDeniedBy())
            .flatMap(List::stream)
            .map(PolicyReference::label)
            .distinct()
            .toList());
  }

  private static void put(Map<Attribute, String> all, Attribute name, String value) {
    if (!value.isEmpty()) {
      all.put(name, value);
    }
  }
}
