package dev.tlsdiag.report.flow;

import dev.tlsdiag.mesh.hubble.EventType;
import dev.tlsdiag.mesh.hubble.FlowAddresses;
import dev.tlsdiag.mesh.hubble.FlowBuilder;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowType;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.TcpFlags;
import dev.tlsdiag.mesh.hubble.TlsSummary;
import dev.tlsdiag.mesh.hubble.Verdict;
import dev.tlsdiag.report.Mark;
import dev.tlsdiag.report.OutcomeWords;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.PlainHttp;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What packets show, as flows: one for each handshake, with its server name and outcome in the
 * summary; request and response of DNS and of HTTP in the clear. The verdict is what became of it:
 * dropped where nobody answered, an error where the handshake failed.
 */
public final class CaptureFlows {
  private static final Map<String, Integer> RESPONSE_CODES =
      Map.of("NOERROR", 0, "FORMERR", 1, "SERVFAIL", 2, "NXDOMAIN", 3, "NOTIMP", 4, "REFUSED", 5);

  /** As a flow names the source of what a proxy saw; here it is packets. */
  private static final String SOURCE = "capture";

  private CaptureFlows() {}

  public static List<FlowRecord> of(Handshake handshake, Redaction redaction) {
    Optional<HttpExchange> plain = PlainHttp.of(handshake);
    if (plain.isPresent()) {
      return http(handshake, plain.get(), redaction);
    }
    boolean tcp = handshake.transport() == Transport.TCP;
    int from = handshake.client().port();
    int to = handshake.server().port();
    boolean hello = handshake.sent().isPresent() || handshake.helloProblem().isPresent();
    String outcome = OutcomeWords.of(handshake);
    TcpFlags flags = TcpFlags.of(hello ? TcpFlags.ACK | TcpFlags.PSH : TcpFlags.SYN);
    FlowBuilder flow =
        begin(handshake.time(), handshake.client(), handshake.server())
            .type(FlowType.L3_L4)
            .event(EventType.CAPTURE, 0)
            .verdict(verdict(handshake))
            .l4(tcp ? Layer4.tcp(from, to, flags) : Layer4.udp(from, to))
            .isReply(false);
    return List.of(
        flow.summary(
                hello
                    ? TlsSummary.of(handshake.serverName(), outcome)
                    : "TCP Flags: SYN; " + outcome)
            .build());
  }

  private static Verdict verdict(Handshake handshake) {
    return switch (Mark.of(handshake)) {
      case OK, RETRIED -> Verdict.FORWARDED;
      case UNKNOWN -> Verdict.VERDICT_UNKNOWN;
      case FAILED ->
          handshake.outcome() instanceof Outcome.SynUnanswered ? Verdict.DROPPED : Verdict.ERROR;
    };
  }

  private static FlowBuilder begin(Instant time, Endpoint from, Endpoint to) {
    return new FlowBuilder().time(time).ip(FlowAddresses.of(from.host(), to.host()));
  }

  private static List<FlowRecord> http(
      Handshake handshake, HttpExchange exchange, Redaction redaction) {
    Endpoint client = handshake.client();
    Endpoint server = handshake.server();
    String url = redaction.url(exchange.target());
    String protocol = exchange.protocol().replace("http/", "HTTP/").replace("h2", "HTTP/2");
    List<FlowRecord> flows = new ArrayList<>();
    Layer7.Http request =
        new Layer7.Http(
            0, exchange.method(), url, protocol, redaction.headers(exchange.requestHeaders()));
    flows.add(
        begin(handshake.time(), client, server)
            .type(FlowType.L7)
            .event(EventType.L7, 0)
            .verdict(Verdict.FORWARDED)
            .l4(Layer4.tcp(client.port(), server.port(), TcpFlags.NONE))
            .l7(Layer7.of(Layer7.Kind.REQUEST, 0, request))
            .isReply(false)
            .summary(protocol + " " + exchange.method() + " " + url)
            .build());
    if (exchange.status().isPresent()) {
      int code = exchange.status().getAsInt();
      Layer7.Http response =
          new Layer7.Http(
              code,
              exchange.method(),
              url,
              protocol,
              redaction.headers(exchange.responseHeaders()));
      flows.add(
          begin(handshake.time(), server, client)
              .type(FlowType.L7)
              .event(EventType.L7, 0)
              .verdict(Verdict.FORWARDED)
              .l4(Layer4.tcp(server.port(), client.port(), TcpFlags.NONE))
              .l7(Layer7.of(Layer7.Kind.RESPONSE, 0, response))
              .isReply(true)
              .summary(protocol + " " + code + " (" + exchange.method() + " " + url + ")")
              .build());
    }
    return flows;
  }

  public static List<FlowRecord> of(DnsExchange exchange) {
    Endpoint client = exchange.client();
    Endpoint server = exchange.server();
    String question = exchange.name() + ". " + exchange.type();
    List<FlowRecord> flows = new ArrayList<>();
    flows.add(
        dns(exchange, begin(exchange.time(), client, server), 0, Layer7.Kind.REQUEST)
            .l4(ports(exchange, client.port(), server.port()))
            .isReply(false)
            .summary("DNS Query " + question)
            .build());
    if (exchange.responseCode().isPresent()) {
      String name = exchange.responseCode().get();
      int code = RESPONSE_CODES.getOrDefault(name, 2);
      Duration took = exchange.took().orElse(Duration.ZERO);
      String answer =
          code == 0 ? "\"" + String.join(",", exchange.addresses()) + "\"" : "RCode: " + name;
      flows.add(
          dns(
                  exchange,
                  begin(exchange.time().plus(took), server, client),
                  code,
                  Layer7.Kind.RESPONSE)
              .l4(ports(exchange, server.port(), client.port()))
              .isReply(true)
              .summary("DNS Answer " + answer + " (Query " + question + ")")
              .build());
    }
    return flows;
  }

  private static Layer4 ports(DnsExchange exchange, int from, int to) {
    return exchange.tcp() ? Layer4.tcp(from, to, TcpFlags.NONE) : Layer4.udp(from, to);
  }

  private static FlowBuilder dns(
      DnsExchange exchange, FlowBuilder flow, int code, Layer7.Kind kind) {
    boolean response = kind == Layer7.Kind.RESPONSE;
    Layer7.Dns dns =
        new Layer7.Dns(
            exchange.name() + ".",
            response ? exchange.addresses() : List.of(),
            0,
            List.of(),
            SOURCE,
            code,
            List.of(exchange.type()),
            List.of());
    long nanos = response ? exchange.took().map(Duration::toNanos).orElse(0L) : 0;
    return flow.type(FlowType.L7)
        .event(EventType.L7, 0)
        .verdict(Verdict.FORWARDED)
        .l7(Layer7.of(kind, nanos, dns));
  }
}
