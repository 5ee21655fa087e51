package dev.tlsdiag.pile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The outer members of the first JSON value of a text that may be cut: paths like {@code flow.IP}
 * and {@code items[].kind}, with the texts of short strings. An array around everything is no part
 * of a path.
 */
final class JsonShape {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_TOKENS = 4_000;
  private static final int DEEPEST = 4;
  private static final int LONGEST_TEXT = 200;

  private static final Set<String> SHAPES_OF_ACCESS_LOGS =
      Set.of(
          "response_code",
          "response_flags",
          "response_code_details",
          "start_time",
          "upstream_host",
          "upstream_cluster",
          "upstream_transport_failure_reason",
          "requested_server_name",
          "downstream_remote_address",
          "connection_termination_details");

  private static final Set<String> MONITOR_TYPES =
      Set.of("logRecord", "drop", "trace", "policy-verdict", "debug", "capture", "agent");

  private final Map<String, String> texts = new HashMap<>();
  private int values;
  private boolean array;

  private JsonShape() {}

  /** Empty where the text is no JSON object or array. */
  static Optional<JsonShape> of(byte[] head) {
    JsonShape shape = new JsonShape();
    try (JsonParser parser = JSON.createParser(head)) {
      shape.read(parser);
    } catch (IOException e) {
      // Cut, or no JSON from there on: what was seen by then has to do.
    }
    return shape.values == 0 && shape.texts.isEmpty() && !shape.array
        ? Optional.empty()
        : Optional.of(shape);
  }

  private void read(JsonParser parser) throws IOException {
    Deque<String> path = new ArrayDeque<>();
    int depth = 0;
    String field = "";
    for (int i = 0; i < MOST_TOKENS; i++) {
      JsonToken token = parser.nextToken();
      if (token == null) {
        return;
      }
      if (depth == 0 && i > 0 && !array) {
        return; // the second line of JSONL
      }
      switch (token) {
        case START_OBJECT, START_ARRAY -> {
          if (depth == 0) {
            array = token == JsonToken.START_ARRAY;
          }
          String at = depth == 0 ? "" : join(path, field);
          path.push(token == JsonToken.START_ARRAY && depth > 0 ? at + "[]" : at);
          depth++;
          if (depth <= DEEPEST && !field.isEmpty()) {
            texts.putIfAbsent(at, "");
          }
          field = "";
        }
        case END_OBJECT, END_ARRAY -> {
          path.pop();
          depth--;
          values += depth == 0 ? 1 : 0;
          field = "";
        }
        case FIELD_NAME -> field = parser.currentName();
        case VALUE_STRING -> put(path, field, depth, parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE, VALUE_NULL ->
            put(path, field, depth, token.isNumeric() ? "0" : "");
        case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> {
          // never in a text
        }
      }
    }
  }

  private void put(Deque<String> path, String field, int depth, String text) {
    if (depth > 0 && depth <= DEEPEST && !field.isEmpty()) {
      texts.putIfAbsent(
          join(path, field), text.length() <= LONGEST_TEXT ? text : text.substring(0, 0));
    }
  }

  private static String join(Deque<String> path, String field) {
    String outer = path.isEmpty() ? "" : path.peek();
    return outer.isEmpty() || field.isEmpty() ? outer + field : outer + "." + field;
  }

  boolean has(String... paths) {
    for (String path : paths) {
      if (!texts.containsKey(path)) {
        return false;
      }
    }
    return true;
  }

  private String text(String path) {
    return texts.getOrDefault(path, "");
  }

  /** What the value is; empty where it is JSON of another kind. */
  Optional<DocumentKind> kind() {
    if (has("schemaVersion")) {
      Optional<DocumentKind> own = own();
      if (own.isPresent()) {
        return own;
      }
    }
    if (has("flow") && (hasAny("flow.") || has("node_name")) || hubbleFlow() || lostOrStatus()) {
      return Optional.of(DocumentKind.HUBBLE_FLOWS);
    }
    if (MONITOR_TYPES.contains(text("type"))
        && (has("observationPoint") || has("l7Proto") || has("srcEpID") || has("source"))) {
      return Optional.of(DocumentKind.CILIUM_MONITOR);
    }
    Optional<DocumentKind> admin = envoyAdmin();
    if (admin.isPresent()) {
      return admin;
    }
    if (has("kind", "apiVersion") || has("items[].kind", "items[].apiVersion")) {
      boolean events = text("kind").equals("Event") || text("items[].kind").equals("Event");
      return Optional.of(
          events || text("kind").equals("EventList")
              ? DocumentKind.KUBERNETES_EVENTS
              : DocumentKind.MANIFESTS);
    }
    if (has("fqdn") && (has("endpoint-id") || has("ips"))
        || has("endpointSelector") && (has("ingress") || has("egress") || has("labels"))) {
      return Optional.of(DocumentKind.CILIUM_DBG);
    }
    if (has("log.entries") || has("log.version", "log.creator")) {
      return Optional.of(DocumentKind.HAR);
    }
    if (SHAPES_OF_ACCESS_LOGS.stream().filter(this::has).count() >= 2) {
      return Optional.of(DocumentKind.ENVOY_ACCESS_LOG);
    }
    return logLine();
  }

  private Optional<DocumentKind> own() {
    if (has("kind", "id") && (has("steps") || has("method", "url"))) {
      return Optional.of(DocumentKind.PROXY_EVENTS);
    }
    return has("tool") || has("tool.name") ? Optional.of(DocumentKind.REPORT) : Optional.empty();
  }

  private boolean hasAny(String prefix) {
    return texts.keySet().stream().anyMatch(path -> path.startsWith(prefix));
  }

  private boolean hubbleFlow() {
    boolean flow = has("verdict") || has("Type") || has("event_type") || has("eventType");
    return flow && (has("time") || has("IP") || has("l4") || has("ip") && has("l4"));
  }

  private boolean lostOrStatus() {
    return has("lost_events") || has("lostEvents") || has("node_status") || has("nodeStatus");
  }

  private Optional<DocumentKind> envoyAdmin() {
    String type = text("configs[].@type");
    if (type.contains("ConfigDump") || has("configs[].@type", "configs") && type.isEmpty()) {
      return Optional.of(DocumentKind.ENVOY_CONFIG_DUMP);
    }
    if (text("@type").endsWith("ConfigDump")) {
      return Optional.of(DocumentKind.ENVOY_CONFIG_DUMP);
    }
    if (has("cluster_statuses")) {
      return Optional.of(DocumentKind.ENVOY_CLUSTERS);
    }
    if (has("certificates")
        && (hasAny("certificates[].ca_cert") || hasAny("certificates[].cert_chain"))) {
      return Optional.of(DocumentKind.ENVOY_CERTS);
    }
    if (has("listener_statuses")) {
      return Optional.of(DocumentKind.ENVOY_LISTENERS);
    }
    if (has("version", "state") && (has("hot_restart_version") || has("command_line_options"))) {
      return Optional.of(DocumentKind.ENVOY_SERVER_INFO);
    }
    if (has("stats") && (has("stats[].name") || has("stats[].histograms"))) {
      return Optional.of(DocumentKind.ENVOY_STATS);
    }
    return Optional.empty();
  }

  /** A log whose lines are JSON: whose it is, by the names of its members. */
  private Optional<DocumentKind> logLine() {
    boolean message = anyCase("message") || anyCase("msg");
    if (!message || !anyCase("level") && !anyCase("severity")) {
      return Optional.empty();
    }
    String subsystem = text("subsys");
    if (subsystem.startsWith("envoy") || anyCase("connectionid") || anyCase("streamid")) {
      return Optional.of(DocumentKind.ENVOY_LOG);
    }
    return has("subsys") || text("scope").startsWith("envoy")
        ? Optional.of(has("subsys") ? DocumentKind.CILIUM_LOG : DocumentKind.ENVOY_LOG)
        : Optional.empty();
  }

  private boolean anyCase(String name) {
    return texts.keySet().stream().anyMatch(path -> path.toLowerCase(Locale.ROOT).equals(name));
  }
}
