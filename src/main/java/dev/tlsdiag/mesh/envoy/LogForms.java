package dev.tlsdiag.mesh.envoy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Lines that carry a line of Envoy's log inside: JSON logs, whose keys each installation chooses,
 * and what the Cilium agent writes of the Envoy inside it. They become lines in Envoy's own form; a
 * message of several lines stays one.
 */
final class LogForms {
  private static final byte[] SUBSYSTEM = LogBytes.ascii("subsys=envoy");
  private static final byte[] LEVEL = LogBytes.ascii("level=");
  private static final byte[] TIME = LogBytes.ascii("time=");
  private static final String ENVOY = "envoy-";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
          .build();

  private LogForms() {}

  /** Whether {@code key=value} pairs begin here, as Go's logrus and slog write them. */
  static boolean isPairs(byte[] buffer, int from, int to) {
    return LogBytes.startsWith(buffer, from, to, LEVEL)
        || LogBytes.startsWith(buffer, from, to, TIME);
  }

  /** Of a line of pairs: the line of Envoy inside; empty where it is the agent's own. */
  static Optional<String> ofPairs(byte[] buffer, int from, int to) {
    boolean envoy = false;
    for (int i = from; i < to && !envoy; i++) {
      envoy = buffer[i] == 's' && LogBytes.startsWith(buffer, i, to, SUBSYSTEM);
    }
    if (!envoy) {
      return Optional.empty();
    }
    Map<String, String> pairs = pairs(LogBytes.text(buffer, from, to));
    String message = pairs.getOrDefault("msg", "");
    return Optional.of(canonical(pairs, message.startsWith("[") ? message.substring(1) : message));
  }

  /** Of a JSON object: the line of Envoy inside; empty where it is no JSON, or has no message. */
  static Optional<String> ofJson(byte[] buffer, int from, int to) {
    Map<String, String> members = new HashMap<>();
    try (JsonParser parser = JSON.createParser(buffer, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (value.isScalarValue()) {
          members.putIfAbsent(plain(name), value == JsonToken.VALUE_NULL ? "" : parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    if (members.containsKey("log") && !members.containsKey("message")) {
      return Optional.of(members.get("log").stripTrailing()); // of Docker: the line as it was
    }
    String message = first(members, "message", "msg", "v");
    boolean agent = members.getOrDefault("subsys", "").startsWith("envoy");
    if (message.isEmpty() || members.containsKey("subsys") && !agent) {
      return Optional.empty();
    }
    String own = agent && message.startsWith("[") ? message.substring(1) : message;
    return Optional.of(canonical(members, own));
  }

  /** {@code ConnectionId}, {@code connection_id} and {@code connection-id} are one key. */
  private static String plain(String key) {
    return key.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace("@", "");
  }

  private static String canonical(Map<String, String> parts, String message) {
    String subsystem = first(parts, "component", "logger", "name", "subsys", "n");
    String component =
        subsystem.startsWith(ENVOY) ? subsystem.substring(ENVOY.length()) : subsystem;
    String thread = first(parts, "threadid", "thread", "tid", "t");
    String connection = first(parts, "connectionid", "connid", "cid");
    String stream = first(parts, "streamid", "sid");
    StringBuilder line = new StringBuilder(message.length() + 100);
    line.append('[').append(time(first(parts, "time", "timestamp", "ts", "date"))).append(']');
    line.append('[').append(thread.matches("[0-9]{1,18}") ? thread : "0").append(']');
    if (!component.isEmpty() && component.indexOf(']') < 0) {
      line.append('[').append(component).append(']');
    }
    line.append(' ');
    if (connection.matches("[0-9]{1,18}")) {
      line.append("[Tags: \"ConnectionId\":\"").append(connection).append('"');
      if (stream.matches("[0-9]{1,20}")) {
        line.append(",\"StreamId\":\"").append(stream).append('"');
      }
      line.append("] ");
    }
    return line.append(message).toString();
  }

  /** In Envoy's form; ten characters of no date where there is none to read. */
  private static String time(String text) {
    if (text.matches("[0-9]{10}(\\.[0-9]{1,9})?")) {
      double seconds = Double.parseDouble(text);
      return time(Instant.ofEpochMilli(Math.round(seconds * 1000)).toString());
    }
    if (text.matches("[0-9]{13}")) {
      return time(Instant.ofEpochMilli(Long.parseLong(text)).toString());
    }
    boolean date = text.length() > 10 && text.length() < 40 && text.indexOf(']') < 0;
    return date ? text.substring(0, 10) + " " + text.substring(11) : "0000-00-00 -";
  }

  private static String first(Map<String, String> parts, String... keys) {
    for (String key : keys) {
      String value = parts.get(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** Keys in lower case; values in quotes as Go writes them. */
  private static Map<String, String> pairs(String line) {
    Map<String, String> pairs = new HashMap<>();
    int at = 0;
    while (at < line.length()) {
      int equals = line.indexOf('=', at);
      if (equals < 0) {
        break;
      }
      String key = plain(line.substring(at, equals).strip());
      StringBuilder value = new StringBuilder();
      at = value(line, equals + 1, value);
      pairs.putIfAbsent(key, value.toString());
    }
    return pairs;
  }

  /** Behind the value that begins here. */
  private static int value(String line, int from, StringBuilder value) {
    if (from >= line.length() || line.charAt(from) != '"') {
      int end = line.indexOf(' ', from);
      int to = end < 0 ? line.length() : end;
      value.append(line, from, to);
      return to + 1;
    }
    int at = from + 1;
    while (at < line.length() && line.charAt(at) != '"') {
      char c = line.charAt(at);
      if (c == '\\' && at + 1 < line.length()) {
        at++;
        char escaped = line.charAt(at);
        value.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
      } else {
        value.append(c);
      }
      at++;
    }
    return at + 1;
  }
}
