package dev.tlsdiag.replay;

import java.net.IDN;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A URL as people type it for curl.
 *
 * @param url absolute, with what may not stand in a URL percent-encoded, without fragment
 * @param userInfo {@code user:password} of the authority, decoded; secret
 */
record CurlUrl(URI url, Optional<String> userInfo) {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)([^?#]*)(\\?[^#]*)?(?:#.*)?", Pattern.DOTALL);

  /** Secrets stay out of it. */
  @Override
  public String toString() {
    return url.toString();
  }

  /**
   * Reads it; without a scheme it is {@code http}, as for curl.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  static CurlUrl parse(String text) {
    Matcher parts = PARTS.matcher(text.strip());
    if (!parts.matches() || parts.group(2).isEmpty()) {
      throw new IllegalArgumentException("'%s' is no URL".formatted(text));
    }
    String scheme = parts.group(1) == null ? "http" : parts.group(1).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw new IllegalArgumentException(
          "'%s': only http and https are spoken, not '%s'".formatted(text, scheme));
    }
    String authority = parts.group(2);
    int at = authority.lastIndexOf('@');
    Optional<String> user =
        at < 0 ? Optional.empty() : Optional.of(decoded(authority.substring(0, at)));
    String host = authority(authority.substring(at + 1), text);
    String path = parts.group(3).isEmpty() ? "/" : encoded(parts.group(3));
    String query = parts.group(4) == null ? "" : encoded(parts.group(4));
    try {
      return new CurlUrl(new URI(scheme + "://" + host + squashed(path) + query), user);
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException("'%s' is no URL: %s".formatted(text, e.getReason()), e);
    }
  }

  private static String authority(String authority, String text) {
    Matcher port = Pattern.compile(":([0-9]*)$").matcher(authority);
    boolean found = port.find();
    String host = found ? authority.substring(0, port.start()) : authority;
    if (found
        && !port.group(1).isEmpty()
        && (port.group(1).length() > 5 || Integer.parseInt(port.group(1)) > 65535)) {
      throw new IllegalArgumentException("'%s': no port '%s'".formatted(text, port.group(1)));
    }
    if (host.isEmpty() || !host.startsWith("[") && host.matches(".*[\\s:%<>\"\\[\\]{}|^`\\\\].*")) {
      throw new IllegalArgumentException("'%s' has no host".formatted(text));
    }
    if (!host.chars().allMatch(c -> c < 0x80)) {
      host = IDN.toASCII(host);
    }
    return found && !port.group(1).isEmpty() ? host + ":" + port.group(1) : host;
  }

  /** Without {@code .} and {@code ..}, RFC 3986 section 5.2.4. */
  private static String squashed(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    StringBuilder out = new StringBuilder();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].equals("..")) {
        out.setLength(Math.max(0, out.lastIndexOf("/")));
        out.append(last ? "/" : "");
      } else if (segments[i].equals(".")) {
        out.append(last ? "/" : "");
      } else {
        out.append('/').append(segments[i]);
      }
    }
    return out.toString();
  }

  /** What is encoded already stays so. */
  private static String encoded(String part) {
    StringBuilder out = new StringBuilder(part.length());
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      char c = (char) (bytes[i] & 0xff);
      boolean percent =
          c == '%'
              && i + 2 < bytes.length
              && Character.digit(bytes[i + 1], 16) >= 0
              && Character.digit(bytes[i + 2], 16) >= 0;
      boolean legal = percent || c > ' ' && c < 0x7f && "%\"<>\\^`{|}[]#".indexOf(c) < 0;
      if (legal) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return out.toString();
  }

  private static String decoded(String text) {
    try {
      return java.net.URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
