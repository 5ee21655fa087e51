package dev.tlsdiag.mesh.hubble;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.io.IOException;
import java.util.List;

/** The objects within a flow, as JSON; what is at its default is left out. */
final class FlowParts {
  private final JsonGenerator json;

  FlowParts(JsonGenerator json) {
    this.json = json;
  }

  void text(String name, String value) throws IOException {
    if (!value.isEmpty()) {
      json.writeStringField(name, value);
    }
  }

  void number(String name, long value) throws IOException {
    if (value != 0) {
      json.writeNumberField(name, value);
    }
  }

  /** A 64-bit number: those are written as text, for programs that know no such numbers. */
  void quoted(String name, long value) throws IOException {
    if (value != 0) {
      json.writeStringField(name, Long.toUnsignedString(value));
    }
  }

  void texts(String name, List<String> values) throws IOException {
    if (values.isEmpty()) {
      return;
    }
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  void addresses(String name, FlowAddresses ip) throws IOException {
    json.writeObjectFieldStart(name);
    text("source", ip.source());
    text("source_xlated", ip.translatedSource());
    text("destination", ip.destination());
    if (ip.version() != 0) {
      json.writeStringField("ipVersion", "IPv" + ip.version());
    }
    if (ip.encrypted()) {
      json.writeBooleanField("encrypted", true);
    }
    json.writeEndObject();
  }

  void layer4(String name, Layer4 l4) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeObjectFieldStart(l4.protocol().name());
    number("source_port", l4.sourcePort());
    number("destination_port", l4.destinationPort());
    if (l4.flags().bits() != 0) {
      json.writeObjectFieldStart("flags");
      for (String flag : l4.flags().names()) {
        json.writeBooleanField(flag, true);
      }
      json.writeEndObject();
    }
    number("type", l4.icmpType());
    number("code", l4.icmpCode());
    json.writeEndObject();
    json.writeEndObject();
  }

  void endpoint(String name, FlowEndpoint endpoint) throws IOException {
    json.writeObjectFieldStart(name);
    number("ID", endpoint.id());
    number("identity", endpoint.identity());
    text("cluster_name", endpoint.clusterName());
    text("namespace", endpoint.namespace());
    texts("labels", endpoint.labels());
    text("pod_name", endpoint.podName());
    if (!endpoint.workloads().isEmpty()) {
      json.writeArrayFieldStart("workloads");
      for (FlowEndpoint.Workload workload : endpoint.workloads()) {
        json.writeStartObject();
        text("name", workload.name());
        text("kind", workload.kind());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  void layer7(Layer7 l7) throws IOException {
    json.writeObjectFieldStart("l7");
    if (l7.kind() != Layer7.Kind.UNKNOWN_L7_TYPE) {
      json.writeStringField("type", l7.kind().name());
    }
    quoted("latency_ns", l7.latencyNanos());
    if (l7.http().isPresent()) {
      http(l7.http().get());
    } else if (l7.dns().isPresent()) {
      dns(l7.dns().get());
    } else if (!l7.otherProtocol().isEmpty()) {
      json.writeObjectFieldStart(l7.otherProtocol());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private void http(Layer7.Http http) throws IOException {
    json.writeObjectFieldStart("http");
    number("code", http.code());
    text("method", http.method());
    text("url", http.url());
    text("protocol", http.protocol());
    if (!http.headers().isEmpty()) {
      json.writeArrayFieldStart("headers");
      for (Header header : http.headers()) {
        json.writeStartObject();
        text("key", header.name());
        text("value", header.value());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void dns(Layer7.Dns dns) throws IOException {
    json.writeObjectFieldStart("dns");
    text("query", dns.query());
    texts("ips", dns.addresses());
    number("ttl", dns.ttlSeconds());
    texts("cnames", dns.canonicalNames());
    text("observation_source", dns.observationSource());
    number("rcode", dns.responseCode());
    texts("qtypes", dns.queryTypes());
    texts("rrtypes", dns.recordTypes());
    json.writeEndObject();
  }

  void emitter(FlowOrigin origin) throws IOException {
    if (!origin.emitterName().isEmpty()) {
      json.writeObjectFieldStart("emitter");
      text("name", origin.emitterName());
      text("version", origin.emitterVersion());
      json.writeEndObject();
    }
  }

  void ethernet(FlowOrigin origin) throws IOException {
    if (!origin.sourceMac().isEmpty() || !origin.destinationMac().isEmpty()) {
      json.writeObjectFieldStart("ethernet");
      text("source", origin.sourceMac());
      text("destination", origin.destinationMac());
      json.writeEndObject();
    }
  }

  void tunnel(FlowOrigin origin) throws IOException {
    if (origin.tunnel().isEmpty()) {
      return;
    }
    FlowOrigin.Tunnel tunnel = origin.tunnel().get();
    json.writeObjectFieldStart("tunnel");
    text("protocol", tunnel.protocol());
    if (tunnel.ip().isPresent()) {
      addresses("IP", tunnel.ip().get());
    }
    if (tunnel.l4().isPresent()) {
      layer4("l4", tunnel.l4().get());
    }
    number("vni", tunnel.networkId());
    json.writeEndObject();
  }

  void file(FlowOrigin origin) throws IOException {
    if (!origin.file().isEmpty()) {
      json.writeObjectFieldStart("file");
      text("name", origin.file());
      number("line", origin.line());
      json.writeEndObject();
    }
    if (origin.interfaceIndex() != 0 || !origin.interfaceName().isEmpty()) {
      json.writeObjectFieldStart("interface");
      number("index", origin.interfaceIndex());
      text("name", origin.interfaceName());
      json.writeEndObject();
    }
  }

  void socket(FlowOrigin origin) throws IOException {
    text("sock_xlate_point", origin.socketPoint());
    quoted("socket_cookie", origin.socketCookie());
    quoted("cgroup_id", origin.cgroupId());
    if (origin.ipTraceId() != 0) {
      json.writeObjectFieldStart("ip_trace_id");
      quoted("trace_id", origin.ipTraceId());
      number("ip_option_type", origin.ipOptionType());
      json.writeEndObject();
    }
  }
}
