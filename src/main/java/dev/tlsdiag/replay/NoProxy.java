package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HostName;
import java.util.Locale;

/**
 * The list of hosts that are reached without a proxy, as curl reads it: {@code *} alone is every
 * host; a name is also good for the names below it, with or without a leading dot; an address may
 * have a prefix length.
 */
public final class NoProxy {
  private NoProxy() {}

  public static boolean matches(String list, String host) {
    if (list.strip().equals("*")) {
      return true;
    }
    String name = HostName.canonical(host);
    for (String entry : list.split("[,\\s]+", -1)) {
      if (!entry.isEmpty()
          && (HostName.isAddress(name) ? address(entry, name) : name(entry, name))) {
        return true;
      }
    }
    return false;
  }

  private static boolean name(String entry, String name) {
    String suffix = HostName.canonical(entry.startsWith(".") ? entry.substring(1) : entry);
    return !suffix.isEmpty() && (name.equals(suffix) || name.endsWith("." + suffix));
  }

  private static boolean address(String entry, String address) {
    String bare = entry.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
    int slash = bare.indexOf('/');
    try {
      IpAddress network = IpAddress.parse(slash < 0 ? bare : bare.substring(0, slash));
      IpAddress asked = IpAddress.parse(address);
      int all = network.v6() ? 128 : 32;
      int length = slash < 0 ? all : Integer.parseInt(bare.substring(slash + 1));
      return network.v6() == asked.v6()
          && length >= 0
          && length <= all
          && samePrefix(network, asked, network.v6() ? length : length + 96);
    } catch (IllegalArgumentException e) {
      return false; // a name, and the host is an address
    }
  }

  /** Of IPv4 the lower 32 bits count: 96 bits more are equal. */
  private static boolean samePrefix(IpAddress a, IpAddress b, int bits) {
    long high = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
    long low = bits >= 128 ? -1 : bits <= 64 ? 0 : -1L << 128 - bits;
    return (a.high() & high) == (b.high() & high) && (a.low() & low) == (b.low() & low);
  }
}
