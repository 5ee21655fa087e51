package dev.tlsdiag.report;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * Names of addresses: those that DNS answers of the capture gave win over those of a hosts file. Of
 * several the last one counts, so that a list read from above is right at each row.
 */
public final class AddressNames {
  /** Bounds the memory of captures of resolvers. */
  private static final int MAX_NAMES = 100_000;

  private final Map<String, String> answers = new HashMap<>();
  private final Map<String, String> hosts = new HashMap<>();

  /** A DNS answer. */
  public void answered(IpAddress address, String name) {
    String key = address.toString();
    if (answers.size() < MAX_NAMES || answers.containsKey(key)) {
      answers.put(key, withoutRootDot(name));
    }
  }

  /**
   * Lines of a hosts file: an address, then names; {@code #} starts a comment. The first name
   * counts, and the first line of an address.
   *
   * @return the 1-based number of the first line that has no address in front, else 0
   */
  public int addHosts(Iterable<String> lines) {
    int number = 0;
    int bad = 0;
    for (String line : lines) {
      number++;
      int comment = line.indexOf('#');
      String[] words = (comment < 0 ? line : line.substring(0, comment)).strip().split("\\s+", -1);
      if (words.length < 2) {
        bad = bad == 0 && !words[0].isEmpty() ? number : bad;
        continue;
      }
      try {
        hosts.putIfAbsent(IpAddress.parse(words[0]).toString(), withoutRootDot(words[1]));
      } catch (IllegalArgumentException e) {
        bad = bad == 0 ? number : bad;
      }
    }
    return bad;
  }

  private static String withoutRootDot(String name) {
    return name.length() > 1 && name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** The name as it was answered, not escaped; null where none is known. */
  String nameOf(String host) {
    if (answers.isEmpty() && hosts.isEmpty()) {
      return null;
    }
    String name = answers.get(host);
    return name == null ? hosts.get(host) : name;
  }

  /** {@code name:port} escaped, or the address and port. */
  String text(Endpoint endpoint) {
    String name = nameOf(endpoint.host());
    return name == null ? endpoint.toString() : Printable.name(name) + ":" + endpoint.port();
  }
}
