package dev.tlsdiag.mesh.envoy;

import java.util.ArrayList;
import java.util.Arrays;
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

  /** Messages that are looked for together, and the bytes that each begins with. */
  private static final class Group {
    private final String component;
    private final byte[] name;
    private final List<LogMessage> messages;
    private final List<byte[]> starts;

    Group(String component, List<LogMessage> messages) {
      this.component = component;
      name = LogBytes.ascii(component);
      this.messages = messages;
      starts = messages.stream().map(message -> LogBytes.ascii(message.start)).toList();
    }

    LogMessage first(LogLine line) {
      for (int i = 0; i < starts.size(); i++) {
        if (line.messageStartsWith(starts.get(i))) {
          return messages.get(i);
        }
      }
      return null;
    }
  }

  private static final Group ALL = new Group("", List.of(values()));
  private static final Group CILIUMS = new Group("", List.of(CILIUM));
  private static final List<Group> GROUPS = groups();

  private final String component;
  private final String start;

  LogMessage(String component, String start) {
    this.component = component;
    this.start = start;
  }

  private static List<Group> groups() {
    List<Group> all = new ArrayList<>();
    for (LogMessage message : values()) {
      String component = message.component;
      if (all.stream().noneMatch(one -> one.component.equals(component))) {
        all.add(
            new Group(
                component,
                Arrays.stream(values()).filter(one -> one.component.equals(component)).toList()));
      }
    }
    return all;
  }

  /** Bytes of how it begins. */
  int startLength() {
    return start.length();
  }

  /**
   * The message of a line, null where it is none of these: there are many, and it is asked often.
   */
  static LogMessage of(LogLine line) {
    if (!line.hasComponent()) {
      return ALL.first(line);
    }
    for (Group group : GROUPS) {
      if (line.componentIs(group.name)) {
        LogMessage found = group.first(line);
        return found == null ? CILIUMS.first(line) : found;
      }
    }
    return CILIUMS.first(line);
  }
}
