package dev.tlsdiag.replay;

import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * How programs read the list of hosts that need no proxy: each in its own way, which is why one
 * reaches a host that another does not.
 */
public final class NoProxyReaders {
  private static final List<Reader> ALL =
      List.of(
          new Reader("curl", NoProxy::matches),
          new Reader("Go", (list, host) -> any(list, host, NoProxyReaders::go)),
          new Reader("Python requests", (list, host) -> any(list, host, NoProxyReaders::requests)),
          new Reader("Python urllib", (list, host) -> any(list, host, NoProxyReaders::urllib)),
          new Reader("Node", (list, host) -> any(list, host, NoProxyReaders::node)),
          new Reader("wget", (list, host) -> any(list, host, NoProxyReaders::wget)));

  private NoProxyReaders() {}

  /** A program, and whether it goes without the proxy by a list to a host. */
  private record Reader(String program, BiPredicate<String, String> direct) {}

  /** Programs that go to the host without the proxy; the others of those known do not. */
  public static List<String> direct(String list, String host) {
    return programs(list, host, true);
  }

  /** Where they do not agree, who does what, in one line. */
  public static Optional<String> disagreement(String list, String host) {
    List<String> direct = programs(list, host, true);
    List<String> proxied = programs(list, host, false);
    return direct.isEmpty() || proxied.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "NO_PROXY is read differently for %s: %s go without the proxy, %s through it; Java does not read it"
                .formatted(host, String.join(", ", direct), String.join(", ", proxied)));
  }

  private static List<String> programs(String list, String host, boolean direct) {
    List<String> programs = new ArrayList<>();
    for (Reader reader : ALL) {
      if (reader.direct().test(list, HostName.canonical(host)) == direct) {
        programs.add(reader.program());
      }
    }
    return programs;
  }

  private static boolean any(String list, String host, BiPredicate<String, String> matches) {
    for (String entry : list.split(",", -1)) {
      String one = entry.strip().toLowerCase(Locale.ROOT);
      if (!one.isEmpty() && (one.equals("*") || matches.test(one, host))) {
        return true;
      }
    }
    return false;
  }

  /** Of golang.org/x/net/http/httpproxy: networks; a leading dot is for the names below alone. */
  private static boolean go(String entry, String host) {
    if (HostName.isAddress(host)) {
      return host.equals("127.0.0.1") || host.equals("::1") || block(entry, host);
    }
    String suffix = entry.startsWith("*.") ? entry.substring(1) : entry;
    return host.equals("localhost")
        || (suffix.startsWith(".") ? host.endsWith(suffix) : below(suffix, host));
  }

  /** As urllib, and networks of IPv4. */
  private static boolean requests(String entry, String host) {
    boolean v4 = HostName.isAddress(host) && host.indexOf(':') < 0;
    return v4 && block(entry, host) || urllib(entry, host);
  }

  /** The end of the name, a leading dot or not; addresses are text. */
  private static boolean urllib(String entry, String host) {
    return below(entry.replaceFirst("^\\.+", ""), host);
  }

  /** Of proxy-from-env: the whole name, unless a dot or star leads. */
  private static boolean node(String entry, String host) {
    if (entry.startsWith(".") || entry.startsWith("*")) {
      return host.endsWith(entry.replaceFirst("^\\*", ""));
    }
    return host.equals(entry);
  }

  /** The end of the name; with a leading dot the names below alone. */
  private static boolean wget(String entry, String host) {
    return entry.startsWith(".") ? host.endsWith(entry) : below(entry, host);
  }

  private static boolean below(String suffix, String host) {
    return host.equals(suffix) || host.endsWith("." + suffix);
  }

  private static boolean block(String entry, String host) {
    try {
      return AddressBlock.parse(entry).contains(host);
    } catch (IllegalArgumentException e) {
      return false; // a name
    }
  }
}
