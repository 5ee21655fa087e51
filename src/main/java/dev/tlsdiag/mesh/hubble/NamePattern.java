package dev.tlsdiag.mesh.hubble;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Patterns of Hubble's filters: {@code *} stands for any of the characters of a host name, dots
 * among them, unlike the {@code *} of a policy's pattern.
 */
final class NamePattern {
  private static final String ANY = "[-.0-9a-z_]*";
  private static final String SOME_NAME = "[-0-9_a-z]+(?:\\.[-0-9_a-z]+)*";

  private NamePattern() {}

  /**
   * Of a host name.
   *
   * @throws IllegalArgumentException where it has a character that no pattern has
   */
  static Pattern host(String text) {
    return Pattern.compile(regex(text));
  }

  /** Of a node: {@code node}, {@code cluster/node}, {@code cluster/}. */
  static Pattern node(String text) {
    String[] parts = text.split("/", -1);
    if (text.isEmpty() || parts.length > 2) {
      throw new IllegalArgumentException("'" + text + "' is no node name, and no CLUSTER/NODE");
    }
    String cluster = parts.length == 2 ? parts[0] : "";
    String node = parts[parts.length - 1];
    return Pattern.compile(
        (cluster.isEmpty() ? SOME_NAME : regex(cluster))
            + "/"
            + (node.isEmpty() ? SOME_NAME : regex(node)));
  }

  private static String regex(String text) {
    String pattern = canonical(text);
    if (pattern.isEmpty() || pattern.endsWith(".")) {
      throw new IllegalArgumentException("'" + text + "' is no host name or pattern");
    }
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '*') {
        regex.append(ANY);
      } else if (c == '.') {
        regex.append("\\.");
      } else if (c == '-' || c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z') {
        regex.append(c);
      } else {
        throw new IllegalArgumentException(
            "'" + c + "' in '" + text + "' belongs to no host name or pattern");
      }
    }
    return regex.toString();
  }

  /** Lower case, one dot at the end taken off. */
  static String canonical(String name) {
    String text = name.strip().toLowerCase(Locale.ROOT);
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
