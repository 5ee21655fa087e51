package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The fields of a flow, read one by one. */
final class FlowFields {
  private final JsonCursor json;
  private final Redaction redaction;
  private final FlowBuilder flow = new FlowBuilder();
  private final PartFields parts;
  private final Layer7Fields layer7;
  private final OriginFields origin;
  private Optional<Instant> time = Optional.empty();
  private String nodeName = "";
  private String summary = "";
  private boolean http;
  private boolean found;

  FlowFields(JsonCursor json, Redaction redaction) {
    this.json = json;
    this.redaction = redaction;
    parts = new PartFields(json);
    layer7 = new Layer7Fields(json, redaction);
    origin = new OriginFields(json, parts);
  }

  /** A new flow. */
  void begin() {
    flow.clear();
    origin.begin();
    time = Optional.empty();
    nodeName = "";
    summary = "";
    http = false;
    found = false;
  }

  /** Whether a field was found that only flows have. */
  boolean isFlow() {
    return found;
  }

  Optional<Instant> time() {
    return time;
  }

  String nodeName() {
    return nodeName;
  }

  FlowRecord flow() {
    flow.time(time).nodeName(nodeName).origin(origin.found());
    return flow.summary(http ? redaction.url(summary) : summary).build();
  }

  /** The fields of the object at hand. */
  void readAll() throws IOException {
    found = true;
    while (json.next()) {
      read();
    }
  }

  /** The field at hand; time and node stand both in the flow and around it. */
  void read() throws IOException {
    switch (json.name()) {
      case "time" -> {
        Optional<Instant> given = json.time();
        time = time.isPresent() ? time : given;
      }
      case "node_name", "nodeName" -> {
        String given = json.text();
        nodeName = nodeName.isEmpty() ? given : nodeName;
      }
      default -> {
        if (known()) {
          found = true;
        } else if (!origin.read()) {
          json.skip();
        }
      }
    }
  }

  /** False where the field at hand is none of these, and then it is not read. */
  private boolean known() throws IOException {
    switch (json.name()) {
      case "uuid" -> flow.uuid(json.uniqueText());
      case "verdict" -> flow.verdict(verdict());
      case "drop_reason", "dropReason" -> dropReason(DropReason.ofCode(json.number(1 << 16)));
      case "drop_reason_desc", "dropReasonDesc" ->
          dropReason(
              json.isNumber()
                  ? DropReason.ofCode(json.number(1 << 16))
                  : DropReason.ofName(json.text()));
      case "auth_type", "authType" -> flow.authType(authType());
      case "IP", "ip" -> parts.addresses().ifPresent(flow::ip);
      case "l4" -> parts.layer4().ifPresent(flow::l4);
      case "source" -> parts.endpoint().ifPresent(flow::source);
      case "destination" -> parts.endpoint().ifPresent(flow::destination);
      case "Type" -> flow.type(type());
      case "node_labels", "nodeLabels" -> flow.nodeLabels(json.texts());
      case "source_names", "sourceNames" -> flow.sourceNames(json.texts());
      case "destination_names", "destinationNames" -> flow.destinationNames(json.texts());
      case "l7" -> {
        Optional<Layer7> read = layer7.read();
        read.ifPresent(flow::l7);
        http = read.isPresent() && read.get().http().isPresent();
      }
      case "is_reply", "isReply" -> {
        if (!json.isNull()) {
          flow.isReply(json.wrappedBool());
        }
      }
      case "reply" -> {
        if (json.bool()) {
          flow.isReply(true);
        }
      }
      case "event_type", "eventType" -> parts.eventType().ifPresent(flow::eventType);
      case "source_service", "sourceService" -> parts.service().ifPresent(flow::sourceService);
      case "destination_service", "destinationService" ->
          parts.service().ifPresent(flow::destinationService);
      case "traffic_direction", "trafficDirection" -> flow.direction(direction());
      case "policy_match_type", "policyMatchType" -> flow.policyMatch(json.number(1 << 16));
      case "trace_observation_point", "traceObservationPoint" -> flow.observationPoint(json.text());
      case "trace_reason", "traceReason" -> flow.traceReason(json.text());
      case "proxy_port", "proxyPort" -> flow.proxyPort(json.number(65_535));
      case "trace_context", "traceContext" -> flow.traceId(parts.traceId());
      case "egress_allowed_by", "egressAllowedBy" -> flow.egressAllowedBy(parts.policies());
      case "ingress_allowed_by", "ingressAllowedBy" -> flow.ingressAllowedBy(parts.policies());
      case "egress_denied_by", "egressDeniedBy" -> flow.egressDeniedBy(parts.policies());
      case "ingress_denied_by", "ingressDeniedBy" -> flow.ingressDeniedBy(parts.policies());
      case "policy_log", "policyLog" -> flow.policyLog(json.texts());
      case "Summary", "summary" -> summary = json.text();
      default -> {
        return false;
      }
    }
    return true;
  }

  /** The code and the name come in two fields; the one that says something wins. */
  private void dropReason(DropReason reason) {
    if (!reason.isNone()) {
      flow.dropReason(reason);
    }
  }

  private Verdict verdict() throws IOException {
    if (json.isNumber()) {
      return Verdict.numbered(json.number());
    }
    return Verdict.named(json.text()).orElse(Verdict.VERDICT_UNKNOWN);
  }

  private String authType() throws IOException {
    if (json.isNumber()) {
      long number = json.number();
      return number == 1 ? "SPIRE" : number == 2 ? "TEST_ALWAYS_FAIL" : "";
    }
    String name = json.text();
    return name.equals("DISABLED") ? "" : name;
  }

  private FlowType type() throws IOException {
    return switch (json.text()) {
      case "L3_L4", "1" -> FlowType.L3_L4;
      case "L7", "2" -> FlowType.L7;
      case "SOCK", "3" -> FlowType.SOCK;
      default -> FlowType.UNKNOWN_TYPE;
    };
  }

  private TrafficDirection direction() throws IOException {
    return switch (json.text()) {
      case "INGRESS", "1" -> TrafficDirection.INGRESS;
      case "EGRESS", "2" -> TrafficDirection.EGRESS;
      default -> TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
    };
  }
}
