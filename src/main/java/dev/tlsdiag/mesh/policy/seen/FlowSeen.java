package dev.tlsdiag.mesh.policy.seen;

import dev.tlsdiag.mesh.hubble.EventType;
import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.ReservedIdentity;
import dev.tlsdiag.mesh.hubble.TcpFlags;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.trace.Evidence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What Hubble's flows tell of connections and lookups. */
public final class FlowSeen {
  private FlowSeen() {}

  /** Empty of a flow that begins no connection and asks for no name. */
  public static Optional<Seen> of(FlowRecord flow, Evidence evidence) {
    if (flow.l4().isEmpty() || !flow.l4().get().protocol().hasPorts()) {
      return Optional.empty();
    }
    if (flow.dns().isPresent()) {
      return Optional.of(lookup(flow, flow.dns().get(), evidence));
    }
    boolean request = flow.l7().map(l7 -> l7.kind() == Layer7.Kind.REQUEST).orElse(false);
    return request || begins(flow) ? Optional.of(connection(flow, evidence)) : Optional.empty();
  }

  private static boolean begins(FlowRecord flow) {
    if (flow.l7().isPresent() || flow.reply()) {
      return false;
    }
    if (flow.event() == EventType.POLICY_VERDICT) {
      return true;
    }
    Layer4 l4 = flow.l4().get();
    return switch (l4.protocol()) {
      case TCP -> l4.flags().has(TcpFlags.SYN) && !l4.flags().has(TcpFlags.ACK);
      case UDP, SCTP -> flow.isReply().isPresent() || flow.verdict() == Verdict.DROPPED;
      case ICMPv4, ICMPv6, VRRP, IGMP -> false;
    };
  }

  private static Seen lookup(FlowRecord flow, Layer7.Dns dns, Evidence evidence) {
    boolean response = flow.l7().get().kind() == Layer7.Kind.RESPONSE;
    Layer4 l4 = flow.l4().get();
    String name = dns.query().toLowerCase(Locale.ROOT);
    return new Seen(
        flow.time(),
        response ? destination(flow) : source(flow),
        response ? source(flow) : destination(flow),
        response ? l4.sourcePort() : l4.destinationPort(),
        l4.protocol().name(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(name.endsWith(".") ? name.substring(0, name.length() - 1) : name),
        dns.addresses(),
        flow.verdict().stopped(),
        evidence);
  }

  private static Seen connection(FlowRecord flow, Evidence evidence) {
    Layer4 l4 = flow.l4().get();
    Optional<String> sni = flow.serverName();
    return new Seen(
        flow.time(),
        source(flow),
        destination(flow),
        l4.destinationPort(),
        l4.protocol().name(),
        sni.isPresent() ? Optional.of(true) : Optional.empty(),
        sni,
        Optional.empty(),
        List.of(),
        flow.verdict().stopped(),
        evidence);
  }

  private static Peer source(FlowRecord flow) {
    return peer(flow.source(), flow.sourceIp(), flow.sourceNames());
  }

  private static Peer destination(FlowRecord flow) {
    return peer(flow.destination(), flow.destinationIp(), flow.destinationNames());
  }

  private static Peer peer(Optional<FlowEndpoint> endpoint, String address, List<String> names) {
    Set<String> labels = new LinkedHashSet<>();
    endpoint.ifPresent(
        known -> {
          labels.addAll(known.labels());
          String name = ReservedIdentity.name(known.identity());
          if (labels.isEmpty() && known.identity() != 0 && !name.isEmpty()) {
            labels.add("reserved:" + name);
          }
        });
    boolean reserved = labels.stream().anyMatch(label -> label.startsWith("reserved:"));
    Optional<String> namespace =
        endpoint.map(FlowEndpoint::namespace).filter(space -> !space.isEmpty() && !reserved);
    return new Peer(
        labels,
        namespace,
        Optional.of(address).filter(text -> !text.isEmpty()),
        names.stream().map(FlowSeen::plain).toList());
  }

  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
