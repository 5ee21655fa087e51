package dev.tlsdiag.mesh.hubble;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code FlowFilter}s as JSON: what {@code hubble --allowlist} takes and the exporter's masks. */
public final class FlowFilterJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private FlowFilterJson() {}

  /**
   * One or several objects one behind the other.
   *
   * @throws IllegalArgumentException where a text is none, or names a field that does not exist
   */
  public static List<FlowFilter> parse(String text) {
    List<FlowFilter> filters = new ArrayList<>();
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(text)) {
      while (values.hasNextValue()) {
        filters.add(filter(values.nextValue()));
      }
    } catch (JsonProcessingException e) {
      throw FlowCriteria.problem("no JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw FlowCriteria.problem("no JSON: " + e.getMessage());
    }
    return filters;
  }

  private static FlowFilter filter(JsonNode node) {
    if (!node.isObject()) {
      throw FlowCriteria.problem("a FlowFilter is a JSON object");
    }
    Map<String, List<String>> values = new LinkedHashMap<>();
    node.properties()
        .forEach(
            entry -> {
              String name = snake(entry.getKey());
              List<String> all = new ArrayList<>();
              if (entry.getValue().isArray()) {
                entry.getValue().forEach(item -> all.add(value(name, item)));
              } else {
                all.add(value(name, entry.getValue()));
              }
              if (!all.isEmpty()) {
                values.put(name, all);
              }
            });
    return FlowFilter.of(values);
  }

  /** {@code sourcePod} is the same as {@code source_pod}. */
  private static String snake(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static String value(String field, JsonNode item) {
    if (!item.isObject()) {
      return item.asText();
    }
    return switch (field) {
      case "event_type" ->
          item.path("type").asInt()
              + (item.path("match_sub_type").asBoolean() || item.path("matchSubType").asBoolean()
                  ? ":" + (item.path("sub_type").asInt() + item.path("subType").asInt())
                  : "");
      case "tcp_flags" -> {
        List<String> flags = new ArrayList<>();
        item.properties()
            .forEach(
                flag -> {
                  if (flag.getValue().asBoolean()) {
                    flags.add(flag.getKey());
                  }
                });
        yield String.join(",", flags);
      }
      case "http_header" -> item.path("key").asText() + ":" + item.path("value").asText();
      case "source_workload", "destination_workload" -> {
        String kind = item.path("kind").asText();
        yield (kind.isEmpty() ? "" : kind + "/") + item.path("name").asText();
      }
      case "interface" -> item.path("name").asText();
      default -> throw FlowCriteria.problem("'" + field + "' takes no object");
    };
  }

  /** As {@code hubble --allowlist} takes it. */
  public static String text(FlowFilter filter) {
    ObjectNode node = JSON.createObjectNode();
    filter
        .values()
        .forEach(
            (field, values) -> {
              ArrayNode array = node.putArray(field);
              values.forEach(value -> add(array, field, value));
            });
    return node.toString();
  }

  private static void add(ArrayNode array, String field, String value) {
    switch (field) {
      case "event_type" -> {
        EventFilter event = EventFilter.of(value);
        ObjectNode node = array.addObject().put("type", event.type());
        if (event.subType() >= 0) {
          node.put("match_sub_type", true);
          if (event.subType() > 0) {
            node.put("sub_type", event.subType());
          }
        }
      }
      case "tcp_flags" -> {
        ObjectNode node = array.addObject();
        for (String flag : value.toUpperCase(Locale.ROOT).split(",", -1)) {
          node.put(flag.strip(), true);
        }
      }
      case "http_header" -> {
        int colon = value.indexOf(':');
        array
            .addObject()
            .put("key", value.substring(0, colon))
            .put("value", value.substring(colon + 1));
      }
      case "source_workload", "destination_workload" -> {
        int slash = value.indexOf('/');
        ObjectNode node = array.addObject().put("name", value.substring(slash + 1));
        if (slash > 0) {
          node.put("kind", value.substring(0, slash));
        }
      }
      case "interface" -> array.addObject().put("name", value);
      case "reply", "encrypted", "no_sni" -> array.add(value.equals("true"));
      case "source_identity", "destination_identity" ->
          array.add(MonitorLine.identity(value.replaceFirst("^reserved:", "")));
      case "ip_version" ->
          array.add(value.endsWith("4") ? "IPv4" : value.endsWith("6") ? "IPv6" : "IP_NOT_USED");
      case "traffic_direction", "verdict" -> array.add(value.toUpperCase(Locale.ROOT));
      default -> array.add(value);
    }
  }
}
