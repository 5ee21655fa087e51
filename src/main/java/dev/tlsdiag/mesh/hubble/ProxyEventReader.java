package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the records that {@code tlsdiag proxy --events} writes, as flows: each connection's
 * handshake as one, each request as two. A request's addresses are in the record of its connection,
 * which comes later: it has the name of the server alone.
 */
public final class ProxyEventReader implements LineReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_PORT = 65_535;

  private final FlowSink sink;
  private final Redaction redaction;
  private final Tally tally = new Tally();

  public ProxyEventReader(FlowSink sink, Redaction redaction) {
    this.sink = requireNonNull(sink, "sink is null");
    this.redaction = requireNonNull(redaction, "redaction is null");
  }

  /** Whether a line of JSON is such a record. */
  static boolean isEvent(String line) {
    return line.startsWith("{\"schemaVersion\":")
        && (line.contains("\"kind\":\"connection\"") || line.contains("\"kind\":\"request\""));
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    try {
      JsonNode event = JSON.readTree(new String(buffer, from, to - from, StandardCharsets.UTF_8));
      switch (event.path("kind").asText()) {
        case "connection" -> give(connection(event), number);
        case "request" -> {
          give(request(event, Layer7.Kind.REQUEST), number);
          if (event.has("status")) {
            give(request(event, Layer7.Kind.RESPONSE), number);
          }
        }
        default -> tally.onUnreadable(number, "no record of the proxy");
      }
    } catch (JsonProcessingException e) {
      tally.onUnreadable(number, e.getOriginalMessage());
    }
  }

  private void give(FlowRecord flow, long number) {
    tally.onRecord();
    sink.onFlow(flow, number);
  }

  private FlowRecord connection(JsonNode event) {
    boolean downstream = event.path("side").asText().equals("downstream");
    boolean failed = event.path("result").asText().equals("failed");
    JsonNode names = event.path("names");
    JsonNode sni = names.path(downstream ? "clientSni" : "upstreamSni");
    String reason = event.path("endReason").asText();
    boolean tls = sni.isTextual() || saidHello(event);
    boolean denied = event.path("decision").asText().equals("deny");
    FlowBuilder flow =
        new FlowBuilder()
            .time(time(event))
            .type(FlowType.L3_L4)
            .verdict(denied ? Verdict.DROPPED : failed ? Verdict.ERROR : Verdict.FORWARDED)
            .event(
                EventType.TRACE, EventType.point(downstream ? "to-proxy" : "from-proxy").orElse(0))
            .isReply(false)
            .ip(
                FlowAddresses.of(
                    event.path("client").path("ip").asText(),
                    event.path("server").path("ip").asText()))
            .l4(
                Layer4.tcp(
                    port(event.path("client").path("port")),
                    port(event.path("server").path("port")),
                    TcpFlags.NONE));
    Optional<String> name = sni.isTextual() ? Optional.of(sni.asText()) : Optional.empty();
    name.or(() -> text(names.path("routeKey")).map(ProxyEventReader::host))
        .ifPresent(host -> flow.destinationNames(List.of(host)));
    String step = event.path("failedStep").asText();
    String more = failed && !step.isEmpty() ? step + " failed, " + reason : reason;
    return flow.summary(tls ? TlsSummary.of(name, more) : "TCP; " + more).build();
  }

  private static boolean saidHello(JsonNode event) {
    for (JsonNode step : event.path("steps")) {
      if (step.path("kind").asText().equals("tls") || step.path("step").asText().equals("tls")) {
        return true;
      }
    }
    return false;
  }

  private FlowRecord request(JsonNode event, Layer7.Kind kind) {
    boolean response = kind == Layer7.Kind.RESPONSE;
    String url = redaction.url(event.path("url").asText());
    String method = event.path("method").asText();
    String protocol = event.path("protocol").asText().replace("http/", "HTTP/");
    int code = response ? event.path("status").asInt() : 0;
    double millis = event.path("durationMs").asDouble();
    long nanos = response ? (long) (Math.min(Math.max(millis, 0), 1e12) * 1e6) : 0;
    List<Header> headers = new ArrayList<>();
    for (JsonNode header : event.path(response ? "responseHeaders" : "requestHeaders")) {
      headers.add(
          redaction.header(
              new Header(header.path("name").asText(), header.path("value").asText())));
    }
    Optional<Instant> time = time(event);
    HostText host = HostText.parse(event.path("authority").asText());
    FlowBuilder flow =
        new FlowBuilder()
            .time(response ? time.map(t -> t.plus(Duration.ofNanos(nanos))) : time)
            .type(FlowType.L7)
            .event(EventType.L7, 0)
            .verdict(Verdict.FORWARDED)
            .isReply(response)
            .l7(Layer7.of(kind, nanos, new Layer7.Http(code, method, url, protocol, headers)));
    server(flow, host, response);
    String what = method + " " + url;
    return flow.summary(
            response
                ? protocol + " " + code + " " + nanos / 1_000_000 + "ms (" + what + ")"
                : protocol + " " + what)
        .build();
  }

  /** The server is the source of a response. */
  private static void server(FlowBuilder flow, HostText host, boolean response) {
    if (host.ip()) {
      flow.ip(FlowAddresses.of(response ? host.host() : "", response ? "" : host.host()));
    } else if (!host.host().isEmpty()) {
      List<String> names = List.of(host.host());
      flow.sourceNames(response ? names : List.of()).destinationNames(response ? List.of() : names);
    }
    if (host.port() != 0) {
      flow.l4(Layer4.tcp(response ? host.port() : 0, response ? 0 : host.port(), TcpFlags.NONE));
    }
  }

  private static String host(String authority) {
    return HostText.parse(authority).host();
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }

  private static Optional<Instant> time(JsonNode event) {
    return FlowTime.rfc3339(event.path("time").asText());
  }

  private static int port(JsonNode number) {
    int value = number.asInt();
    return value < 0 || value > MOST_PORT ? 0 : value;
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
