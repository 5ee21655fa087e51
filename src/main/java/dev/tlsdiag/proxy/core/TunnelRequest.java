package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A CONNECT request (RFC 9110 section 9.3.6).
 *
 * @param target host and port of its authority
 */
public record TunnelRequest(Endpoint target) {
  private static final Pattern LINE = Pattern.compile("CONNECT +(\\S+) +HTTP/1\\.[01]");
  private static final int USUAL_PORT = 443;

  public TunnelRequest {
    requireNonNull(target, "target is null");
  }

  /**
   * Reads the request line.
   *
   * @param head up to the empty line
   * @throws IllegalArgumentException where it is none; the message is in words
   */
  public static TunnelRequest parse(String head) {
    Matcher line = LINE.matcher(head.lines().findFirst().orElse(""));
    if (!line.matches()) {
      throw new IllegalArgumentException("the request line of CONNECT cannot be read");
    }
    return new TunnelRequest(
        ProxyModes.hostPort(line.group(1), USUAL_PORT, "the authority of CONNECT"));
  }

  /** The same head, as long as before, with asterisks for credentials. */
  public static String masked(String head) {
    StringBuilder out = new StringBuilder(head);
    int at = 0;
    while (at < head.length()) {
      int end = head.indexOf('\n', at);
      end = end < 0 ? head.length() : end;
      int colon = head.indexOf(':', at);
      if (colon > 0 && colon < end && isSecret(head.substring(at, colon))) {
        for (int i = colon + 2; i < end && head.charAt(i) != '\r'; i++) {
          out.setCharAt(i, '*');
        }
      }
      at = end + 1;
    }
    return out.toString();
  }

  private static boolean isSecret(String field) {
    String name = field.strip().toLowerCase(Locale.ROOT);
    return name.endsWith("authorization") || name.contains("cookie");
  }
}
