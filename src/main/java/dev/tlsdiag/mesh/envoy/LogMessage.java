package dev.tlsdiag.mesh.envoy;

import java.util.ArrayList;
import java.util.List;

/**
 * The messages of Envoy's log that tell of a connection or a request, by the component that writes
 * them and how they begin. The others are counted.
 */
enum LogMessage {
  NEW_CONNECTION("conn_handler", "new connection from "),
  CLOSING_CONNECTION("conn_handler", "closing connection"),

  REQUEST("http", "request headers complete"),
  LOCAL_REPLY("http", "Sending local reply with details"),
  ENCODING_HEADERS("http", "encoding headers via codec"),
  DISPATCH_ERROR("http", "dispatch error"),

  CLUSTER_MATCH("router", "cluster '"),
  NO_CLUSTER_MATCH("router", "no cluster match for URL"),
  NO_ROUTE_MATCH("router", "no route match for URL"),
  UNKNOWN_CLUSTER("router", "unknown cluster '"),
  DECODING_HEADERS("router", "router decoding headers"),
  UPSTREAM_RESET("router", "upstream reset"),
  RETRY("router", "performing retry"),
  POOL_READY("router", "pool ready"),
  UPSTREAM_HEADERS("router", "upstream headers complete"),
  UPSTREAM_TIMEOUT("router", "upstream timeout"),
  PER_TRY_TIMEOUT("router", "upstream per try timeout"),

  CONNECT_TIMEOUT("pool", "connect timeout"),
  CLIENT_DISCONNECTED("pool", "client disconnected"),
  QUEUE_OVERFLOW("pool", "max pending"),

  CONNECTING("connection", "connecting to "),
  CONNECTED("connection", "connected"),
  DELAYED_ERROR("connection", "delayed connect"),
  IMMEDIATE_ERROR("connection", "immediate connect"),
  REMOTE_ADDRESS("connection", "remote address:"),
  TLS_ERROR("connection", "TLS"),
  HANDSHAKE("connection", "handshake complete"),
  REMOTE_CLOSE("connection", "remote close"),
  REMOTE_EARLY_CLOSE("connection", "remote early close"),
  READ_ERROR("connection", "read error:"),
  WRITE_ERROR("connection", "write error:"),

  READY("client", "connected"),

  CILIUM("filter", "cilium."),
  CILIUM_EGRESS("filter", "EGRESS POD IP"),
  CILIUM_INGRESS("filter", "INGRESS POD IP"),

  CONFIG_TIMEOUT("config", "gRPC config: initial fetch timed out"),
  CONFIG_REJECTED("config", "gRPC config for "),
  CONFIG_STREAM("config", "Unable to establish new stream");

  /** One component and the messages that are its own. */
  private record Component(byte[] name, List<LogMessage> messages) {}

  private static final List<Component> COMPONENTS = components();
  private static final List<LogMessage> ALL = List.of(values());

  private final String component;
  private final byte[] start;

  LogMessage(String component, String start) {
    this.component = component;
    this.start = LogBytes.ascii(start);
  }

  private static List<Component> components() {
    List<Component> all = new ArrayList<>();
    for (LogMessage message : values()) {
      boolean known =
          all.stream().anyMatch(one -> LogBytes.text(one.name()).equals(message.component));
      if (!known) {
        all.add(
            new Component(
                LogBytes.ascii(message.component),
                List.of(values()).stream()
                    .filter(one -> one.component.equals(message.component))
                    .toList()));
      }
    }
    return all;
  }

  /** Bytes of how it begins. */
  int startLength() {
    return start.length;
  }

  /**
   * The message of a line, null where it is none of these: there are many, and it is asked often.
   */
  static LogMessage of(LogLine line) {
    if (!line.hasComponent()) {
      return first(ALL, line);
    }
    for (Component component : COMPONENTS) {
      if (line.componentIs(component.name())) {
        LogMessage found = first(component.messages(), line);
        return found == null && line.messageStartsWith(CILIUM.start) ? CILIUM : found;
      }
    }
    return line.messageStartsWith(CILIUM.start) ? CILIUM : null;
  }

  private static LogMessage first(List<LogMessage> messages, LogLine line) {
    for (LogMessage message : messages) {
      if (line.messageStartsWith(message.start)) {
        return message;
      }
    }
    return null;
  }
}
