package dev.tlsdiag.mesh.logs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code log_format} of nginx: which variable stands where in a line. */
public final class LogFormat {
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)}|(\\w+))");

  /** {@code combined}, which nginx has without being told, and what stands behind it. */
  public static final LogFormat COMBINED =
      parse(
          "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
              + " \"$http_referer\" \"$http_user_agent\"");

  /** What the ingress controller of Kubernetes has without being told. */
  public static final LogFormat INGRESS =
      parse(
          "$remote_addr - $remote_user [$time_local] \"$request\" $status $body_bytes_sent"
              + " \"$http_referer\" \"$http_user_agent\" $request_length $request_time"
              + " [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr"
              + " $upstream_response_length $upstream_response_time $upstream_status $req_id");

  private final List<String> variables;
  private final Pattern line;

  private LogFormat(List<String> variables, Pattern line) {
    this.variables = List.copyOf(variables);
    this.line = line;
  }

  /**
   * The format as it stands in the configuration, without the quotes around it.
   *
   * @throws IllegalArgumentException where it has no variable
   */
  public static LogFormat parse(String format) {
    Matcher m = VARIABLE.matcher(format);
    List<String> variables = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    while (m.find()) {
      pattern.append(Pattern.quote(format.substring(at, m.start())));
      String variable = m.group(1) == null ? m.group(2) : m.group(1);
      variables.add(variable);
      pattern.append(value(variable, m.end() < format.length() ? format.charAt(m.end()) : 0));
      at = m.end();
    }
    if (variables.isEmpty()) {
      throw new IllegalArgumentException("a log_format without a variable: " + format);
    }
    pattern.append(Pattern.quote(format.substring(at)));
    return new LogFormat(variables, Pattern.compile(pattern.toString()));
  }

  /** A value ends where the next literal begins; of tries at several servers there is a list. */
  private static String value(String variable, char next) {
    if (next == 0) {
      return "(.*)";
    }
    return variable.startsWith("upstream_") && next == ' '
        ? "((?:, | : |[^ ])*+)"
        : "([^%s]*+)".formatted(Pattern.quote(Character.toString(next)));
  }

  /** The values by their variables; empty where the line does not fit as a whole. */
  Optional<Map<String, String>> read(String text) {
    Matcher m = line.matcher(text);
    return m.matches() ? Optional.of(values(m)) : Optional.empty();
  }

  /** As {@link #read}, of the line's beginning; what stands behind it has the key {@code ""}. */
  Optional<Map<String, String>> readBeginning(String text) {
    Matcher m = line.matcher(text);
    if (!m.lookingAt()) {
      return Optional.empty();
    }
    Map<String, String> values = values(m);
    values.put("", text.substring(m.end()));
    return Optional.of(values);
  }

  private Map<String, String> values(Matcher m) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < variables.size(); i++) {
      values.put(variables.get(i), m.group(i + 1));
    }
    return values;
  }
}
