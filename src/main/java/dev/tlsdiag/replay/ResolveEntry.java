package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HostName;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fixed answer to a question about a name.
 *
 * @param host {@code *} for any that no other entry has
 * @param addresses IP literals; empty takes the entries before it back ({@code -HOST:PORT})
 */
public record ResolveEntry(String host, int port, List<String> addresses) {
  private static final Pattern ENTRY =
      Pattern.compile("([+-]?)(\\[[^\\]]*\\]|[^:]+):([0-9]{1,5})(?::(.*))?");

  public ResolveEntry {
    requireNonNull(host, "host is null");
    addresses = List.copyOf(addresses);
  }

  /**
   * Reads {@code [+]HOST:PORT:ADDRESS[,ADDRESS…]} or {@code -HOST:PORT}. The plus lets the entry
   * time out in curl; one run is too short to see that.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static ResolveEntry parse(String text) {
    Matcher entry = ENTRY.matcher(text);
    boolean matches = entry.matches();
    boolean removal = matches && entry.group(1).equals("-");
    if (!matches
        || removal != (entry.group(4) == null)
        || Integer.parseInt(entry.group(3)) > 65535) {
      throw new IllegalArgumentException(
          "'%s' is not [+]HOST:PORT:ADDRESS[,ADDRESS]".formatted(text));
    }
    List<String> addresses =
        removal
            ? List.of()
            : Arrays.stream(entry.group(4).split(",", -1))
                .map(address -> literal(address, text))
                .toList();
    String host = entry.group(2).replaceAll("[\\[\\]]", "");
    return new ResolveEntry(host, Integer.parseInt(entry.group(3)), addresses);
  }

  private static String literal(String address, String text) {
    try {
      return IpAddress.parse(address.replaceAll("^\\[|\\]$", "")).toString();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'%s': '%s' is no IP address".formatted(text, address), e);
    }
  }

  boolean isFor(String name, int port) {
    return port == this.port && HostName.same(host, name);
  }

  boolean isForAny(int port) {
    return host.equals("*") && port == this.port;
  }
}
