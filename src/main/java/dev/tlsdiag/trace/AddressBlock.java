package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;

/**
 * An address, or all that share its first bits (CIDR, RFC 4632).
 *
 * @param bits how many bits count; 32 or 128 for one address
 */
public record AddressBlock(IpAddress address, int bits) {
  public AddressBlock {
    requireNonNull(address, "address is null");
    int most = address.v6() ? 128 : 32;
    if (bits < 0 || bits > most) {
      throw new IllegalArgumentException("prefix length " + bits + " is not within 0 to " + most);
    }
  }

  /**
   * Reads {@code 192.0.2.7}, {@code 10.0.0.0/8}, {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException where the text is neither
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    IpAddress address = IpAddress.parse(slash < 0 ? text : text.substring(0, slash));
    if (slash < 0) {
      return new AddressBlock(address, address.v6() ? 128 : 32);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("no prefix length: " + text);
    }
    return new AddressBlock(address, Integer.parseInt(length));
  }

  /** Whether {@code host}, an IP literal, lies within; a name does not. */
  public boolean contains(String host) {
    try {
      return contains(IpAddress.parse(host));
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  public boolean contains(IpAddress other) {
    if (other.v6() != address.v6()) {
      return false;
    }
    if (!address.v6()) {
      return same(address.low() << 32, other.low() << 32, bits);
    }
    return same(address.high(), other.high(), Math.min(bits, 64))
        && same(address.low(), other.low(), Math.max(bits - 64, 0));
  }

  private static boolean same(long a, long b, int bits) {
    return bits == 0 || (a ^ b) >>> 64 - bits == 0;
  }
}
