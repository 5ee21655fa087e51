package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/** Who of a flow is the client, and where the two are. */
public final class FlowSides {
  private FlowSides() {}

  /**
   * Whether the packet goes from the server to the client. Drops do not know it: then the flags
   * tell, or the ports.
   */
  public static boolean toClient(FlowRecord flow) {
    if (flow.isReply().isPresent()) {
      return flow.isReply().get();
    }
    if (flow.l7().isPresent()) {
      return flow.l7().get().kind() == Layer7.Kind.RESPONSE;
    }
    if (flow.l4().isEmpty() || !flow.l4().get().protocol().hasPorts()) {
      return false;
    }
    Layer4 l4 = flow.l4().get();
    if (l4.flags().has(TcpFlags.SYN)) {
      return l4.flags().has(TcpFlags.ACK);
    }
    return l4.sourcePort() < 1024 && l4.destinationPort() >= 1024;
  }

  /** Of the source, or of the destination; empty where neither address nor name is known. */
  static Optional<Endpoint> endpoint(FlowRecord flow, boolean source) {
    String host = source ? flow.sourceIp() : flow.destinationIp();
    if (host.isEmpty()) {
      host = name(flow, source);
    }
    if (host.isEmpty()) {
      return Optional.empty();
    }
    int port = flow.l4().map(l4 -> source ? l4.sourcePort() : l4.destinationPort()).orElse(0);
    return Optional.of(new Endpoint(host, Math.min(Math.max(port, 0), 65_535)));
  }

  private static String name(FlowRecord flow, boolean source) {
    Optional<FlowEndpoint> endpoint = source ? flow.source() : flow.destination();
    String pod = endpoint.map(FlowEndpoint::pod).orElse("");
    if (!pod.isEmpty()) {
      return pod;
    }
    return String.join(",", source ? flow.sourceNames() : flow.destinationNames());
  }
}
