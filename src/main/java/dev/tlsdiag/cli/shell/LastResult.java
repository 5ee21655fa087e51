package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the last command found, for {@code $} and paths into it.
 *
 * @param json as {@code -o json} has it; {@link MissingNode} where the command has no such form
 * @param text as it was printed; empty where that was nothing, or much
 * @param files that the command read, in the order in which they were named
 */
public record LastResult(JsonNode json, String text, List<String> files) {
  public static final LastResult NONE = new LastResult(MissingNode.getInstance(), "", List.of());

  /** Where rows are, the first that is there counts. */
  private static final List<String> ROWS =
      List.of("handshakes", "flows", "replays", "checks", "probes", "rows", "traces", "findings");

  /** Short names for what is asked for most. */
  private static final Map<String, List<String>> SHORT =
      Map.of(
          "sni", List.of("serverName", "sni", "name"),
          "host", List.of("serverName", "sni", "host", "server"),
          "alpn", List.of("alpn"),
          "cipher", List.of("cipherSuite"),
          "ip", List.of("server.ip", "address", "ip"),
          "port", List.of("server.port", "port"));

  /** A result is walked through to find a name; more than this is not looked at. */
  private static final int MOST_NODES = 200_000;

  public LastResult {
    requireNonNull(json, "json is null");
    requireNonNull(text, "text is null");
    files = List.copyOf(files);
  }

  /** Its rows: handshakes, flows, attempts, findings; empty where it has none. */
  List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    ROWS.stream()
        .map(json::path)
        .filter(JsonNode::isArray)
        .findFirst()
        .ifPresent(array -> array.forEach(rows::add));
    return rows;
  }

  /**
   * What a path leads to.
   *
   * @param path without {@code $}: {@code 1}, {@code 1.sni}, {@code .summary.failed}; a number is a
   *     row's own where rows are numbered, else counted from 1
   */
  Optional<JsonNode> at(String path) {
    if (path.equals(".")) {
      return json.isMissingNode() ? Optional.empty() : Optional.of(json);
    }
    if (path.startsWith(".")) {
      return within(json, path.substring(1));
    }
    int dot = path.indexOf('.');
    Optional<JsonNode> row = row(dot < 0 ? path : path.substring(0, dot));
    return dot < 0 ? row : row.flatMap(node -> within(node, path.substring(dot + 1)));
  }

  private Optional<JsonNode> row(String number) {
    if (!number.matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    int wanted = Integer.parseInt(number);
    List<JsonNode> rows = rows();
    if (rows.stream().anyMatch(row -> row.path("number").isInt())) {
      return rows.stream().filter(row -> row.path("number").asInt(-1) == wanted).findFirst();
    }
    return wanted >= 1 && wanted <= rows.size()
        ? Optional.of(rows.get(wanted - 1))
        : Optional.empty();
  }

  /** Step by step where each name is there; else the nearest below that is called so. */
  private static Optional<JsonNode> within(JsonNode node, String path) {
    JsonNode at = node;
    for (String step : path.split("\\.", -1)) {
      at = step.matches("[0-9]{1,9}") ? at.path(Integer.parseInt(step)) : at.path(step);
    }
    if (!at.isMissingNode()) {
      return Optional.of(at);
    }
    for (String name : SHORT.getOrDefault(path, List.of(path))) {
      Optional<JsonNode> found = name.contains(".") ? within(node, name) : below(node, plain(name));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The first of this name, the least deep. */
  private static Optional<JsonNode> below(JsonNode top, String name) {
    Deque<JsonNode> waiting = new ArrayDeque<>(List.of(top));
    for (int seen = 0; !waiting.isEmpty() && seen < MOST_NODES; seen++) {
      JsonNode node = waiting.removeFirst();
      for (Iterator<Map.Entry<String, JsonNode>> i = node.fields(); i.hasNext(); ) {
        Map.Entry<String, JsonNode> field = i.next();
        if (plain(field.getKey()).equals(name)) {
          return Optional.of(field.getValue());
        }
      }
      node.forEach(waiting::addLast);
    }
    return Optional.empty();
  }

  /** {@code server_name}, {@code serverName} and {@code tls.client.server_name}'s end are one. */
  private static String plain(String name) {
    return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
  }

  /** As a word of a command: a text without quotes, a list of texts with commas. */
  static String word(JsonNode node) {
    if (node.isArray() && !node.isEmpty() && node.get(0).isValueNode()) {
      List<String> items = new ArrayList<>();
      node.forEach(item -> items.add(item.asText()));
      return String.join(",", items);
    }
    return node.isValueNode() ? node.asText() : node.toString();
  }

  /** Names of fields that a row has, for completion. */
  Set<String> fields(String path) {
    Set<String> names = new LinkedHashSet<>();
    at(path).ifPresent(node -> node.fieldNames().forEachRemaining(names::add));
    return names;
  }

  /** Server names and hosts in it, in order, each once. */
  Set<String> hosts() {
    Set<String> hosts = new LinkedHashSet<>();
    Deque<JsonNode> waiting = new ArrayDeque<>(List.of(json));
    for (int seen = 0; !waiting.isEmpty() && seen < MOST_NODES; seen++) {
      JsonNode node = waiting.removeFirst();
      node.fields()
          .forEachRemaining(
              field -> {
                String name = plain(field.getKey());
                boolean host = name.endsWith("servername") || name.endsWith("sni");
                if ((host || name.equals("host")) && isHost(field.getValue().asText())) {
                  hosts.add(field.getValue().asText());
                }
              });
      node.forEach(waiting::addLast);
    }
    return hosts;
  }

  private static boolean isHost(String text) {
    return text.length() <= 253
        && text.matches("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+|\\[?[0-9a-f:]*:[0-9a-f:.]+]?");
  }
}
