package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Writes flows as {@code hubble observe -o json} does, one object a line: names as in the schema,
 * fields at their default left out, 64-bit numbers in quotes. {@code hubble observe --input-file}
 * reads it. All of it is ASCII.
 */
public final class FlowJson implements Closeable {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
          .build();

  private static final int HIGHEST_PLAIN = '~';

  private final JsonGenerator json;
  private final FlowParts parts;

  /**
   * @param out stays open
   */
  public FlowJson(OutputStream out) throws IOException {
    json = FACTORY.createGenerator(requireNonNull(out, "out is null"));
    json.setHighestNonEscapedChar(HIGHEST_PLAIN);
    json.setRootValueSeparator(null);
    parts = new FlowParts(json);
  }

  /** One flow without a line break behind it. */
  public static String text(FlowRecord flow) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (FlowJson one = new FlowJson(bytes)) {
      one.write(flow);
    } catch (IOException e) {
      throw new UncheckedIOException("an array can always be written", e);
    }
    return bytes.toString(StandardCharsets.US_ASCII).stripTrailing();
  }

  /** A line. */
  public void write(FlowRecord flow) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("flow");
    fields(flow);
    json.writeEndObject();
    end(flow.nodeName(), flow.time());
  }

  /** A line. */
  public void write(LostEvents lost) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("lost_events");
    parts.text("source", lost.source());
    parts.quoted("num_events_lost", lost.count());
    if (lost.cpu().isPresent()) {
      json.writeNumberField("cpu", lost.cpu().getAsInt());
    }
    time("first", lost.first());
    time("last", lost.last());
    json.writeEndObject();
    end(lost.nodeName(), lost.time());
  }

  /** A line. */
  public void write(NodeStatus status) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("node_status");
    parts.text("state_change", status.state());
    parts.texts("node_names", status.nodeNames());
    parts.text("message", status.message());
    json.writeEndObject();
    end(status.nodeName(), status.time());
  }

  private void end(String nodeName, Optional<Instant> time) throws IOException {
    parts.text("node_name", nodeName);
    time("time", time);
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** What was written goes to the stream; whether that is flushed is its owner's business. */
  public void flush() throws IOException {
    json.flush();
  }

  @Override
  public void close() throws IOException {
    json.close();
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      json.writeStringField(name, time.get().toString());
    }
  }

  private void fields(FlowRecord flow) throws IOException {
    FlowOrigin origin = flow.origin();
    time("time", flow.time());
    parts.text("uuid", flow.uuid());
    parts.emitter(origin);
    if (flow.verdict() != Verdict.VERDICT_UNKNOWN) {
      json.writeStringField("verdict", flow.verdict().name());
    }
    parts.number("drop_reason", flow.dropReason().code());
    parts.text("auth_type", flow.authType());
    parts.ethernet(origin);
    if (flow.ip().isPresent()) {
      parts.addresses("IP", flow.ip().get());
    }
    if (flow.l4().isPresent()) {
      parts.layer4("l4", flow.l4().get());
    }
    parts.tunnel(origin);
    if (flow.source().isPresent()) {
      parts.endpoint("source", flow.source().get());
    }
    if (flow.destination().isPresent()) {
      parts.endpoint("destination", flow.destination().get());
    }
    if (flow.type() != FlowType.UNKNOWN_TYPE) {
      json.writeStringField("Type", flow.type().name());
    }
    parts.text("node_name", flow.nodeName());
    parts.texts("node_labels", flow.nodeLabels());
    parts.texts("source_names", flow.sourceNames());
    parts.texts("destination_names", flow.destinationNames());
    if (flow.l7().isPresent()) {
      parts.layer7(flow.l7().get());
    }
    if (flow.reply()) {
      json.writeBooleanField("reply", true);
    }
    decision(flow);
    if (flow.isReply().isPresent()) {
      json.writeBooleanField("is_reply", flow.isReply().get());
    }
    parts.text("Summary", flow.summary());
  }

  private void decision(FlowRecord flow) throws IOException {
    FlowOrigin origin = flow.origin();
    if (flow.eventType().isPresent()) {
      json.writeObjectFieldStart("event_type");
      parts.number("type", flow.eventType().get().type());
      parts.number("sub_type", flow.eventType().get().subType());
      json.writeEndObject();
    }
    service("source_service", flow.sourceService());
    service("destination_service", flow.destinationService());
    if (flow.direction() != TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN) {
      json.writeStringField("traffic_direction", flow.direction().name());
    }
    parts.number("policy_match_type", flow.policyMatch());
    parts.text("trace_observation_point", flow.observationPoint());
    parts.text("trace_reason", flow.traceReason());
    parts.file(origin);
    parts.text("drop_reason_desc", flow.dropReason().name());
    parts.number("proxy_port", flow.proxyPort());
    if (!flow.traceId().isEmpty()) {
      json.writeObjectFieldStart("trace_context");
      json.writeObjectFieldStart("parent");
      parts.text("trace_id", flow.traceId());
      json.writeEndObject();
      json.writeEndObject();
    }
    parts.socket(origin);
    policies("egress_allowed_by", flow.egressAllowedBy());
    policies("ingress_allowed_by", flow.ingressAllowedBy());
    policies("egress_denied_by", flow.egressDeniedBy());
    policies("ingress_denied_by", flow.ingressDeniedBy());
    parts.texts("policy_log", flow.policyLog());
  }

  private void service(String name, Optional<ServiceName> service) throws IOException {
    if (service.isPresent()) {
      json.writeObjectFieldStart(name);
      parts.text("name", service.get().name());
      parts.text("namespace", service.get().namespace());
      json.writeEndObject();
    }
  }

  private void policies(String name, List<PolicyReference> policies) throws IOException {
    if (policies.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (PolicyReference policy : policies) {
      json.writeStartObject();
      parts.text("name", policy.name());
      parts.text("namespace", policy.namespace());
      parts.texts("labels", policy.labels());
      parts.quoted("revision", policy.revision());
      parts.text("kind", policy.kind());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
