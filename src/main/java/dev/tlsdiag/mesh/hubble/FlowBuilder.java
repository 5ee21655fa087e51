package dev.tlsdiag.mesh.hubble;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Puts a flow together: it has more than thirty fields, and any of them may be absent. One builder
 * can make many flows; {@link #clear} forgets what was set.
 */
public final class FlowBuilder {
  private Optional<Instant> time = Optional.empty();
  private String uuid = "";
  private Verdict verdict = Verdict.VERDICT_UNKNOWN;
  private DropReason dropReason = DropReason.NONE;
  private String authType = "";
  private Optional<FlowAddresses> ip = Optional.empty();
  private Optional<Layer4> l4 = Optional.empty();
  private Optional<FlowEndpoint> source = Optional.empty();
  private Optional<FlowEndpoint> destination = Optional.empty();
  private FlowType type = FlowType.UNKNOWN_TYPE;
  private String nodeName = "";
  private List<String> nodeLabels = List.of();
  private List<String> sourceNames = List.of();
  private List<String> destinationNames = List.of();
  private Optional<Layer7> l7 = Optional.empty();
  private Optional<Boolean> isReply = Optional.empty();
  private Optional<EventType> eventType = Optional.empty();
  private Optional<ServiceName> sourceService = Optional.empty();
  private Optional<ServiceName> destinationService = Optional.empty();
  private TrafficDirection direction = TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
  private int policyMatch = 0;
  private String observationPoint = "";
  private String traceReason = "";
  private int proxyPort = 0;
  private String traceId = "";
  private List<PolicyReference> egressAllowedBy = List.of();
  private List<PolicyReference> ingressAllowedBy = List.of();
  private List<PolicyReference> egressDeniedBy = List.of();
  private List<PolicyReference> ingressDeniedBy = List.of();
  private List<String> policyLog = List.of();
  private String summary = "";
  private FlowOrigin origin = FlowOrigin.NONE;

  public FlowBuilder() {}

  /** Begins with what {@code flow} has. */
  public static FlowBuilder of(FlowRecord flow) {
    FlowBuilder builder = new FlowBuilder();
    builder.time = flow.time();
    builder.uuid = flow.uuid();
    builder.verdict = flow.verdict();
    builder.dropReason = flow.dropReason();
    builder.authType = flow.authType();
    builder.ip = flow.ip();
    builder.l4 = flow.l4();
    builder.source = flow.source();
    builder.destination = flow.destination();
    builder.type = flow.type();
    builder.nodeName = flow.nodeName();
    builder.nodeLabels = flow.nodeLabels();
    builder.sourceNames = flow.sourceNames();
    builder.destinationNames = flow.destinationNames();
    builder.l7 = flow.l7();
    builder.isReply = flow.isReply();
    builder.eventType = flow.eventType();
    builder.sourceService = flow.sourceService();
    builder.destinationService = flow.destinationService();
    builder.direction = flow.direction();
    builder.policyMatch = flow.policyMatch();
    builder.observationPoint = flow.observationPoint();
    builder.traceReason = flow.traceReason();
    builder.proxyPort = flow.proxyPort();
    builder.traceId = flow.traceId();
    builder.egressAllowedBy = flow.egressAllowedBy();
    builder.ingressAllowedBy = flow.ingressAllowedBy();
    builder.egressDeniedBy = flow.egressDeniedBy();
    builder.ingressDeniedBy = flow.ingressDeniedBy();
    builder.policyLog = flow.policyLog();
    builder.summary = flow.summary();
    builder.origin = flow.origin();
    return builder;
  }

  /** As new. */
  public FlowBuilder clear() {
    time = Optional.empty();
    uuid = "";
    verdict = Verdict.VERDICT_UNKNOWN;
    dropReason = DropReason.NONE;
    authType = "";
    ip = Optional.empty();
    l4 = Optional.empty();
    source = Optional.empty();
    destination = Optional.empty();
    type = FlowType.UNKNOWN_TYPE;
    nodeName = "";
    nodeLabels = List.of();
    sourceNames = List.of();
    destinationNames = List.of();
    l7 = Optional.empty();
    isReply = Optional.empty();
    eventType = Optional.empty();
    sourceService = Optional.empty();
    destinationService = Optional.empty();
    direction = TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
    policyMatch = 0;
    observationPoint = "";
    traceReason = "";
    proxyPort = 0;
    traceId = "";
    egressAllowedBy = List.of();
    ingressAllowedBy = List.of();
    egressDeniedBy = List.of();
    ingressDeniedBy = List.of();
    policyLog = List.of();
    summary = "";
    origin = FlowOrigin.NONE;
    return this;
  }

  public FlowBuilder time(Instant given) {
    time = Optional.of(given);
    return this;
  }

  public FlowBuilder time(Optional<Instant> given) {
    time = given;
    return this;
  }

  public FlowBuilder uuid(String given) {
    uuid = given;
    return this;
  }

  public FlowBuilder verdict(Verdict given) {
    verdict = given;
    return this;
  }

  public FlowBuilder dropReason(DropReason given) {
    dropReason = given;
    return this;
  }

  public FlowBuilder authType(String given) {
    authType = given;
    return this;
  }

  public FlowBuilder ip(FlowAddresses given) {
    ip = Optional.of(given);
    return this;
  }

  public FlowBuilder l4(Layer4 given) {
    l4 = Optional.of(given);
    return this;
  }

  public FlowBuilder source(FlowEndpoint given) {
    source = Optional.of(given);
    return this;
  }

  public FlowBuilder destination(FlowEndpoint given) {
    destination = Optional.of(given);
    return this;
  }

  public FlowBuilder type(FlowType given) {
    type = given;
    return this;
  }

  public FlowBuilder nodeName(String given) {
    nodeName = given;
    return this;
  }

  public FlowBuilder nodeLabels(List<String> given) {
    nodeLabels = given;
    return this;
  }

  public FlowBuilder sourceNames(List<String> given) {
    sourceNames = given;
    return this;
  }

  public FlowBuilder destinationNames(List<String> given) {
    destinationNames = given;
    return this;
  }

  public FlowBuilder l7(Layer7 given) {
    l7 = Optional.of(given);
    return this;
  }

  public FlowBuilder isReply(boolean given) {
    isReply = Optional.of(given);
    return this;
  }

  public FlowBuilder event(int eventType, int subType) {
    return eventType(new EventType(eventType, subType));
  }

  public FlowBuilder eventType(EventType given) {
    eventType = Optional.of(given);
    return this;
  }

  public FlowBuilder sourceService(ServiceName given) {
    sourceService = Optional.of(given);
    return this;
  }

  public FlowBuilder destinationService(ServiceName given) {
    destinationService = Optional.of(given);
    return this;
  }

  public FlowBuilder direction(TrafficDirection given) {
    direction = given;
    return this;
  }

  public FlowBuilder policyMatch(int given) {
    policyMatch = given;
    return this;
  }

  public FlowBuilder observationPoint(String given) {
    observationPoint = given;
    return this;
  }

  public FlowBuilder traceReason(String given) {
    traceReason = given;
    return this;
  }

  public FlowBuilder proxyPort(int given) {
    proxyPort = given;
    return this;
  }

  public FlowBuilder traceId(String given) {
    traceId = given;
    return this;
  }

  public FlowBuilder egressAllowedBy(List<PolicyReference> given) {
    egressAllowedBy = given;
    return this;
  }

  public FlowBuilder ingressAllowedBy(List<PolicyReference> given) {
    ingressAllowedBy = given;
    return this;
  }

  public FlowBuilder egressDeniedBy(List<PolicyReference> given) {
    egressDeniedBy = given;
    return this;
  }

  public FlowBuilder ingressDeniedBy(List<PolicyReference> given) {
    ingressDeniedBy = given;
    return this;
  }

  public FlowBuilder policyLog(List<String> given) {
    policyLog = given;
    return this;
  }

  public FlowBuilder summary(String given) {
    summary = given;
    return this;
  }

  public FlowBuilder origin(FlowOrigin given) {
    origin = given;
    return this;
  }

  public FlowRecord build() {
    return new FlowRecord(
        time,
        uuid,
        verdict,
        dropReason,
        authType,
        ip,
        l4,
        source,
        destination,
        type,
        nodeName,
        nodeLabels,
        sourceNames,
        destinationNames,
        l7,
        isReply,
        eventType,
        sourceService,
        destinationService,
        direction,
        policyMatch,
        observationPoint,
        traceReason,
        proxyPort,
        traceId,
        egressAllowedBy,
        ingressAllowedBy,
        egressDeniedBy,
        ingressDeniedBy,
        policyLog,
        summary,
        origin);
  }
}
