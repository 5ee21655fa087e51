package dev.tlsdiag.proxy.core.cilium;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths as Envoy makes them before a rule sees them ({@code http-normalize-path}). */
final class EnvoyPath {
  private static final Pattern ESCAPED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern DOUBLED_SLASH = Pattern.compile("/{2,}");
  private static final Pattern ESCAPED_SLASH = Pattern.compile("%2[Ff]|%5[Cc]");

  private EnvoyPath() {}

  /**
   * Where a client is redirected to whose path hides slashes: the same with slashes.
   *
   * @param path with the query
   */
  static Optional<String> redirect(String path) {
    String only = withoutQuery(path);
    return ESCAPED_SLASH.matcher(only).find()
        ? Optional.of(ESCAPED_SLASH.matcher(only).replaceAll("/") + path.substring(only.length()))
        : Optional.empty();
  }

  /** Without dot segments and doubled slashes, and with nothing escaped that need not be. */
  static String normalized(String path) {
    String only = withoutQuery(path);
    if (!only.startsWith("/")
        || !only.contains("//")
            && !only.contains("/.")
            && only.indexOf('%') < 0
            && only.indexOf('\\') < 0) {
      return path;
    }
    String slashes = only.replace('\\', '/'); // as browsers, and servers of Windows, take it
    return withoutDots(unescaped(slashes)) + path.substring(only.length());
  }

  private static String withoutQuery(String path) {
    int end = path.indexOf('?');
    return end < 0 ? path : path.substring(0, end);
  }

  private static String unescaped(String path) {
    Matcher escaped = ESCAPED.matcher(path);
    StringBuilder out = new StringBuilder();
    while (escaped.find()) {
      char c = (char) Integer.parseInt(escaped.group(1), 16);
      boolean unreserved = // RFC 3986 section 2.3
          c < 0x7f && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      escaped.appendReplacement(
          out, Matcher.quoteReplacement(unreserved ? String.valueOf(c) : escaped.group()));
    }
    return escaped.appendTail(out).toString();
  }

  /**
   * RFC 3986 section 5.2.4. Doubled slashes are one only then: {@code ..} takes an empty segment
   * away, as it does at the server.
   */
  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    String[] segments = path.substring(1).split("/", -1);
    for (String segment : segments) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    String last = segments[segments.length - 1];
    boolean folder = last.equals(".") || last.equals("..");
    return DOUBLED_SLASH
        .matcher("/" + String.join("/", kept) + (folder && !kept.isEmpty() ? "/" : ""))
        .replaceAll("/");
  }
}
