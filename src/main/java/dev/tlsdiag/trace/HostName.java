package dev.tlsdiag.trace;

import java.util.Locale;
import java.util.regex.Pattern;

/** How host names are compared (RFC 6066 section 3, RFC 9110 section 4.2.3). */
public final class HostName {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private HostName() {}

  /** Lower case and without the trailing dot of a fully qualified name. */
  public static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  public static boolean same(String a, String b) {
    return canonical(a).equals(canonical(b));
  }

  /** The host of {@code host}, {@code host:port} or {@code [v6]:port}. */
  public static String ofAuthority(String authority) {
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      return end < 0 ? authority : authority.substring(1, end);
    }
    int colon = authority.indexOf(':');
    boolean onlyColon = colon >= 0 && authority.indexOf(':', colon + 1) < 0;
    return onlyColon ? authority.substring(0, colon) : authority;
  }

  /**
   * Whether the text is an IP literal rather than a name; RFC 6066 forbids literals in server_name.
   */
  public static boolean isAddress(String host) {
    if (host.indexOf(':') >= 0) {
      return true;
    }
    boolean digit = !host.isEmpty() && host.charAt(0) >= '0' && host.charAt(0) <= '9';
    return digit && IPV4.matcher(host).matches();
  }
}
