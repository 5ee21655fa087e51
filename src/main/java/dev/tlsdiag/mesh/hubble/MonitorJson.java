package dev.tlsdiag.mesh.hubble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.mesh.hubble.Layer7.Kind;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A line of {@code cilium monitor -j}. */
final class MonitorJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Set<String> KNOWN =
      Set.of(
          ("type cpu mark reason source bytes srcLabel dstLabel dstID Line File ExtError Ifindex ifindex"
                  + " state observationPoint traceSummary summary flowType l7Proto srcEpID srcEpLabels"
                  + " srcIdentity dstEpID dstEpLabels dstIdentity verdict http kafka dns l7 SrcIdentity"
                  + " DstIdentity")
              .split(" "));

  /** As registered by IANA; the record has numbers. */
  private static final Map<Integer, String> RECORD_TYPES =
      Map.of(
          1, "A", 2, "NS", 5, "CNAME", 6, "SOA", 12, "PTR", 15, "MX", 16, "TXT", 28, "AAAA", 33,
          "SRV", 65, "HTTPS");

  private final Redaction redaction;
  private long unknownFields;

  MonitorJson(Redaction redaction) {
    this.redaction = redaction;
  }

  long unknownFields() {
    return unknownFields;
  }

  Optional<FlowRecord> parse(String line) {
    JsonNode record;
    try {
      record = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
    if (!record.isObject()) {
      return Optional.empty();
    }
    Optional<FlowRecord> flow =
        switch (record.path("type").asText()) {
          case "logRecord" -> Optional.of(layer7(record));
          case "drop" -> Optional.of(drop(record));
          case "trace" -> Optional.of(trace(record));
          default -> Optional.empty();
        };
    if (flow.isPresent()) {
      record.fieldNames().forEachRemaining(name -> unknownFields += KNOWN.contains(name) ? 0 : 1);
    }
    return flow;
  }

  private FlowRecord layer7(JsonNode record) {
    Kind kind = record.path("flowType").asText().equals("Request") ? Kind.REQUEST : Kind.RESPONSE;
    FlowEndpoint client =
        MonitorLine.endpoint(
            record.path("srcEpID").asLong(),
            texts(record.path("srcEpLabels")),
            record.path("srcIdentity").asLong());
    FlowEndpoint server =
        MonitorLine.endpoint(
            record.path("dstEpID").asLong(),
            texts(record.path("dstEpLabels")),
            record.path("dstIdentity").asLong());
    FlowBuilder flow =
        new FlowBuilder()
            .type(FlowType.L7)
            .event(EventType.L7, 0)
            .verdict(Verdict.named(record.path("verdict").asText()).orElse(Verdict.VERDICT_UNKNOWN))
            .isReply(kind == Kind.RESPONSE)
            .source(kind == Kind.RESPONSE ? server : client)
            .destination(kind == Kind.RESPONSE ? client : server);
    switch (record.path("observationPoint").asText()) {
      case "Egress" -> flow.direction(TrafficDirection.EGRESS);
      case "Ingress" -> flow.direction(TrafficDirection.INGRESS);
      default -> flow.direction(TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN);
    }
    if (record.path("http").isObject()) {
      Layer7.Http http = http(record.path("http"));
      String request = http.method() + " " + http.url();
      flow.l7(Layer7.of(kind, 0, http));
      flow.summary(
          http.protocol()
              + " "
              + (http.code() == 0 ? request : http.code() + " (" + request + ")"));
    } else if (record.path("dns").isObject()) {
      Layer7.Dns dns = dns(record.path("dns"));
      flow.l7(Layer7.of(kind, 0, dns));
      flow.summary("DNS " + dns.query() + " " + String.join(",", dns.queryTypes()));
    } else {
      String protocol = record.path("l7Proto").asText();
      flow.l7(
          new Layer7(
              kind,
              0,
              Optional.empty(),
              Optional.empty(),
              protocol.matches("[a-z0-9_-]{1,32}") ? protocol : ""));
    }
    return flow.build();
  }

  private Layer7.Http http(JsonNode http) {
    List<Header> headers = new ArrayList<>();
    http.path("Headers")
        .properties()
        .forEach(
            entry ->
                texts(entry.getValue())
                    .forEach(
                        value -> headers.add(redaction.header(new Header(entry.getKey(), value)))));
    return new Layer7.Http(
        port(http.path("Code")),
        http.path("Method").asText(),
        redaction.url(url(http.path("URL"))),
        http.path("Protocol").asText(),
        headers);
  }

  private static String url(JsonNode url) {
    if (!url.isObject()) {
      return url.asText();
    }
    String scheme = url.path("Scheme").asText();
    String query = url.path("RawQuery").asText();
    return (scheme.isEmpty() ? "" : scheme + "://")
        + url.path("Host").asText()
        + url.path("Path").asText()
        + (query.isEmpty() ? "" : "?" + query);
  }

  private static Layer7.Dns dns(JsonNode dns) {
    return new Layer7.Dns(
        dns.path("Query").asText(),
        texts(dns.path("IPs")),
        dns.path("TTL").asLong(),
        texts(dns.path("CNAMEs")),
        dns.path("ObservationSource").asText(),
        port(dns.path("RCode")),
        recordTypes(dns.path("QTypes")),
        recordTypes(dns.path("AnswerTypes")));
  }

  private static List<String> recordTypes(JsonNode numbers) {
    List<String> names = new ArrayList<>();
    numbers.forEach(
        number -> names.add(RECORD_TYPES.getOrDefault(number.asInt(), "TYPE" + number.asInt())));
    return names;
  }

  private static List<String> texts(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(item -> all.add(item.asText()));
    return all;
  }

  private static FlowRecord drop(JsonNode record) {
    String words = record.path("reason").asText();
    DropReason reason = DropReason.ofText(words).orElse(new DropReason(0, "", words));
    return packet(
        new FlowBuilder()
            .event(EventType.DROP, reason.code())
            .verdict(Verdict.DROPPED)
            .dropReason(reason),
        record);
  }

  private static FlowRecord trace(JsonNode record) {
    int point = EventType.point(record.path("observationPoint").asText()).orElse(0);
    String state = record.path("state").asText();
    FlowBuilder flow =
        new FlowBuilder()
            .event(EventType.TRACE, point)
            .observationPoint(EventType.pointName(point))
            .traceReason(state.toUpperCase(Locale.ROOT))
            .verdict(Verdict.FORWARDED);
    if (state.matches("new|established|reply")) {
      flow.isReply(state.equals("reply"));
    }
    return packet(flow, record);
  }

  private static FlowRecord packet(FlowBuilder flow, JsonNode record) {
    flow.type(FlowType.L3_L4);
    flow.source(FlowEndpoint.ofIdentity(MonitorLine.identity(record.path("srcLabel").asText())));
    flow.destination(
        FlowEndpoint.ofIdentity(MonitorLine.identity(record.path("dstLabel").asText())));
    JsonNode summary = record.path("summary");
    String from = summary.path("l3").path("src").asText();
    String to = summary.path("l3").path("dst").asText();
    if (!from.isEmpty() || !to.isEmpty()) {
      flow.ip(FlowAddresses.of(from, to));
    }
    int fromPort = port(summary.path("l4").path("src"));
    int toPort = port(summary.path("l4").path("dst"));
    if (summary.has("tcp")) {
      TcpFlags flags = flags(summary.path("tcp").asText());
      flow.l4(Layer4.tcp(fromPort, toPort, flags)).summary("TCP Flags: " + flags);
    } else if (summary.has("udp")) {
      flow.l4(Layer4.udp(fromPort, toPort)).summary("UDP");
    } else if (summary.has("icmpv4")) {
      flow.l4(Layer4.icmp(Layer4.Protocol.ICMPv4, 0, 0)).summary("ICMPv4");
    }
    return flow.build();
  }

  /** The decoder's dump of the header: {@code … SYN=true ACK=false …}. */
  private static TcpFlags flags(String dump) {
    int bits = 0;
    for (String word : dump.split(" ", -1)) {
      if (word.endsWith("=true")) {
        bits |= TcpFlags.bit(word.substring(0, word.length() - "=true".length()));
      }
    }
    return TcpFlags.of(bits);
  }

  private static int port(JsonNode number) {
    int value = number.asInt();
    return value < 0 || value > 65_535 ? 0 : value;
  }
}
