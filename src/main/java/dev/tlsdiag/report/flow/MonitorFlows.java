package dev.tlsdiag.report.flow;

import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Layer7;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Lines as {@code cilium monitor -t l7} prints them; flows that no proxy parsed are left out. The
 * first endpoint is the client, of responses too, and so is the first identity.
 */
final class MonitorFlows implements FlowRenderer {
  private static final FlowEndpoint NOBODY = FlowEndpoint.ofIdentity(0);

  private final TextBuffer out;

  MonitorFlows(OutputStream out) {
    this.out = new TextBuffer(out);
  }

  @Override
  public void render(FlowRecord flow) throws IOException {
    Optional<Layer7> found = flow.l7();
    if (found.isEmpty()) {
      return;
    }
    Layer7 l7 = found.get();
    boolean response = l7.kind() == Layer7.Kind.RESPONSE;
    FlowEndpoint client = (response ? flow.destination() : flow.source()).orElse(NOBODY);
    FlowEndpoint server = (response ? flow.source() : flow.destination()).orElse(NOBODY);
    out.ascii(
        switch (flow.direction()) {
          case EGRESS -> "-> ";
          case INGRESS -> "<- ";
          case TRAFFIC_DIRECTION_UNKNOWN -> "?? ";
        });
    out.ascii(response ? "Response " : "Request ").ascii(protocol(l7));
    out.ascii(response ? " to " : " from ");
    endpoint(client);
    out.ascii(response ? " from " : " to ");
    endpoint(server);
    out.ascii(", identity ").number(client.identity()).ascii("->").number(server.identity());
    out.ascii(", verdict ").ascii(verdict(flow));
    l7.http().ifPresent(this::http);
    l7.dns().ifPresent(dns -> dns(dns, response));
    out.add('\n').rowDone();
  }

  private static String protocol(Layer7 l7) {
    if (l7.http().isPresent()) {
      return "http";
    }
    if (l7.dns().isPresent()) {
      return "dns";
    }
    return l7.otherProtocol().isEmpty() ? "unknown-l7" : Printable.name(l7.otherProtocol());
  }

  private void endpoint(FlowEndpoint endpoint) {
    out.number(endpoint.id()).ascii(" ([");
    List<String> labels = endpoint.labels();
    for (int i = 0; i < labels.size(); i++) {
      out.ascii(i == 0 ? "" : " ").text(Printable.name(labels.get(i)));
    }
    out.ascii("])");
  }

  private static String verdict(FlowRecord flow) {
    return switch (flow.verdict()) {
      case DROPPED -> "Denied";
      case ERROR -> "Error";
      case REDIRECTED -> "Redirected";
      case VERDICT_UNKNOWN, FORWARDED, AUDIT, TRACED, TRANSLATED -> "Forwarded";
    };
  }

  private void http(Layer7.Http http) {
    out.add(' ').text(Printable.name(http.method())).add(' ').text(Printable.name(http.url()));
    out.ascii(" => ").number(http.code());
  }

  private void dns(Layer7.Dns dns, boolean response) {
    String source =
        !response
            ? "Query"
            : switch (dns.observationSource()) {
              case "proxy" -> "Proxy";
              case "agent-poller" -> "Poll";
              default -> "Query";
            };
    out.ascii(" DNS ").ascii(source).ascii(": ").text(Printable.name(dns.query()));
    out.add(' ').text(Printable.name(String.join(",", dns.queryTypes())));
    if (!response) {
      return;
    }
    out.ascii(" TTL: ").number(dns.ttlSeconds());
    out.ascii(" Answer: '").text(Printable.name(String.join(",", dns.addresses()))).add('\'');
    if (!dns.canonicalNames().isEmpty()) {
      out.ascii(" CNAMEs: ").text(Printable.name(String.join(",", dns.canonicalNames())));
    }
  }

  @Override
  public void render(LostEvents lost) throws IOException {
    // The summary at the end tells; a line here would be none of cilium monitor's.
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void end() throws IOException {
    out.flush();
  }
}
