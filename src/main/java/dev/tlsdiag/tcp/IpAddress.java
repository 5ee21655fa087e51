package dev.tlsdiag.tcp;

import java.util.Objects;

/**
 * An IP address as two numbers, cheap to compare and to print.
 *
 * @param high the upper 64 bits; 0 for IPv4
 * @param low the lower 64 bits; for IPv4 the address in its lower 32
 */
public record IpAddress(boolean v6, long high, long low) {

  public static IpAddress v4(int address) {
    return new IpAddress(false, 0, address & 0xffffffffL);
  }

  public static IpAddress v6(long high, long low) {
    return new IpAddress(true, high, low);
  }

  /** The literal; IPv6 in the form of RFC 5952. */
  @Override
  public String toString() {
    return v6 ? text6(high, low) : text4((int) low);
  }

  private static String text4(int a) {
    return (a >>> 24) + "." + (a >> 16 & 0xff) + "." + (a >> 8 & 0xff) + "." + (a & 0xff);
  }

  private static String text6(long high, long low) {
    if (high == 0 && low >>> 32 == 0xffff) {
      return "::ffff:" + text4((int) low); // RFC 5952 section 5
    }
    int[] group = new int[8];
    for (int i = 0; i < 4; i++) {
      group[i] = (int) (high >>> 48 - 16 * i) & 0xffff;
      group[i + 4] = (int) (low >>> 48 - 16 * i) & 0xffff;
    }
    int bestStart = -1;
    int bestLength = 1; // RFC 5952 section 4.2.2: a single zero group is not shortened
    for (int i = 0; i < 8; i++) {
      int run = 0;
      while (i + run < 8 && group[i + run] == 0) {
        run++;
      }
      if (run > bestLength) {
        bestStart = i;
        bestLength = run;
      }
    }
    StringBuilder out = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == bestStart) {
        out.append("::");
        i += bestLength - 1;
      } else {
        if (i > 0 && out.charAt(out.length() - 1) != ':') {
          out.append(':');
        }
        out.append(Integer.toHexString(group[i]));
      }
    }
    return out.toString();
  }

  /**
   * Reads a literal without looking anything up.
   *
   * @throws IllegalArgumentException where the text is no IP literal
   */
  public static IpAddress parse(String literal) {
    Objects.requireNonNull(literal, "literal is null");
    return literal.indexOf(':') >= 0 ? parse6(literal) : v4(parse4(literal));
  }

  private static int parse4(String text) {
    int value = 0;
    int octet = 0;
    int octets = 0;
    int digits = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '.';
      if (c == '.' && digits > 0 && octet <= 255) {
        value = value << 8 | octet;
        octets++;
        octet = 0;
        digits = 0;
      } else if (c >= '0' && c <= '9' && digits < 3) {
        octet = 10 * octet + c - '0';
        digits++;
      } else {
        throw new IllegalArgumentException("no IP address: " + text);
      }
    }
    if (octets != 4) {
      throw new IllegalArgumentException("no IP address: " + text);
    }
    return value;
  }

  private static IpAddress parse6(String text) {
    String plain = text;
    int dot = text.indexOf('.');
    if (dot >= 0) { // the last 32 bits in the form of IPv4
      int colon = text.lastIndexOf(':');
      int tail = parse4(text.substring(colon + 1));
      plain =
          text.substring(0, colon + 1)
              + Integer.toHexString(tail >>> 16)
              + ":"
              + Integer.toHexString(tail & 0xffff);
    }
    int gap = plain.indexOf("::");
    String[] head = split6(gap < 0 ? plain : plain.substring(0, gap));
    String[] tail = split6(gap < 0 ? "" : plain.substring(gap + 2));
    int given = head.length + tail.length;
    if (gap < 0 ? given != 8 : given > 7) {
      throw new IllegalArgumentException("no IP address: " + text);
    }
    long[] half = new long[2];
    for (int i = 0; i < 8; i++) {
      String group =
          i < head.length ? head[i] : i >= 8 - tail.length ? tail[i - 8 + tail.length] : "0";
      if (group.isEmpty()
          || group.length() > 4
          || !group.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
        throw new IllegalArgumentException("no IP address: " + text);
      }
      half[i / 4] = half[i / 4] << 16 | Integer.parseInt(group, 16);
    }
    return v6(half[0], half[1]);
  }

  private static String[] split6(String part) {
    return part.isEmpty() ? new String[0] : part.split(":", -1);
  }
}
