package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One flow of Hubble: a packet, a decision on one, or a request that a proxy parsed. Every field
 * may be absent: then a number is 0, a text or list is empty, an enum has its first value.
 *
 * <p>It is made with a {@link FlowBuilder}.
 *
 * @param authType {@code SPIRE}; empty text where authentication is off
 * @param source who sent the packet: of a response the server
 * @param sourceNames DNS names that the client learned the source's address by
 * @param destinationNames DNS names that the client learned the destination's address by
 * @param isReply whether the packet goes from the server to the client; empty of drops, which do
 *     not know it
 * @param policyMatch see {@link PolicyMatch}
 * @param observationPoint {@code TO_PROXY}
 * @param traceReason {@code NEW}
 * @param proxyPort where the packet was sent to; 0 where to no proxy
 * @param traceId of a trace that the request's headers name
 * @param summary as Hubble says it in words
 */
public record FlowRecord(
    Optional<Instant> time,
    String uuid,
    Verdict verdict,
    DropReason dropReason,
    String authType,
    Optional<FlowAddresses> ip,
    Optional<Layer4> l4,
    Optional<FlowEndpoint> source,
    Optional<FlowEndpoint> destination,
    FlowType type,
    String nodeName,
    List<String> nodeLabels,
    List<String> sourceNames,
    List<String> destinationNames,
    Optional<Layer7> l7,
    Optional<Boolean> isReply,
    Optional<EventType> eventType,
    Optional<ServiceName> sourceService,
    Optional<ServiceName> destinationService,
    TrafficDirection direction,
    int policyMatch,
    String observationPoint,
    String traceReason,
    int proxyPort,
    String traceId,
    List<PolicyReference> egressAllowedBy,
    List<PolicyReference> ingressAllowedBy,
    List<PolicyReference> egressDeniedBy,
    List<PolicyReference> ingressDeniedBy,
    List<String> policyLog,
    String summary,
    FlowOrigin origin) {
  public FlowRecord {
    requireNonNull(time, "time is null");
    requireNonNull(uuid, "uuid is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(dropReason, "dropReason is null");
    requireNonNull(authType, "authType is null");
    requireNonNull(ip, "ip is null");
    requireNonNull(l4, "l4 is null");
    requireNonNull(source, "source is null");
    requireNonNull(destination, "destination is null");
    requireNonNull(type, "type is null");
    requireNonNull(nodeName, "nodeName is null");
    nodeLabels = List.copyOf(nodeLabels);
    sourceNames = List.copyOf(sourceNames);
    destinationNames = List.copyOf(destinationNames);
    requireNonNull(l7, "l7 is null");
    requireNonNull(isReply, "isReply is null");
    requireNonNull(eventType, "eventType is null");
    requireNonNull(sourceService, "sourceService is null");
    requireNonNull(destinationService, "destinationService is null");
    requireNonNull(direction, "direction is null");
    requireNonNull(observationPoint, "observationPoint is null");
    requireNonNull(traceReason, "traceReason is null");
    requireNonNull(traceId, "traceId is null");
    egressAllowedBy = List.copyOf(egressAllowedBy);
    ingressAllowedBy = List.copyOf(ingressAllowedBy);
    egressDeniedBy = List.copyOf(egressDeniedBy);
    ingressDeniedBy = List.copyOf(ingressDeniedBy);
    policyLog = List.copyOf(policyLog);
    requireNonNull(summary, "summary is null");
    requireNonNull(origin, "origin is null");
  }

  /** 0 where the flow does not say. */
  public int event() {
    return eventType.isPresent() ? eventType.get().type() : 0;
  }

  /** The drop reason, which masked records have in the event type alone. */
  public DropReason whyDropped() {
    return dropReason.isNone() && event() == EventType.DROP
        ? DropReason.ofCode(eventType.get().subType())
        : dropReason;
  }

  /** Whether the packet is known to go from the server to the client. */
  public boolean reply() {
    return isReply.isPresent() && isReply.get();
  }

  /** IP literal; empty text where there is none. */
  public String sourceIp() {
    return ip.isPresent() ? ip.get().source() : "";
  }

  /** IP literal; empty text where there is none. */
  public String destinationIp() {
    return ip.isPresent() ? ip.get().destination() : "";
  }

  public Optional<Layer7.Http> http() {
    return l7.isPresent() ? l7.get().http() : Optional.empty();
  }

  public Optional<Layer7.Dns> dns() {
    return l7.isPresent() ? l7.get().dns() : Optional.empty();
  }

  /** {@code to-proxy}, of a trace event; else empty text. */
  public String point() {
    if (event() == EventType.TRACE) {
      return EventType.pointText(eventType.get().subType());
    }
    return EventType.point(observationPoint).isPresent()
        ? EventType.pointText(EventType.point(observationPoint).getAsInt())
        : "";
  }

  /** What the client asked for in its ClientHello, of a flow that tells; see {@link TlsSummary}. */
  public Optional<String> serverName() {
    return TlsSummary.serverName(summary);
  }
}
