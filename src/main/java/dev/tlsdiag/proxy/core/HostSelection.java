package dev.tlsdiag.proxy.core;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which hosts are intercepted; all others are relayed untouched.
 *
 * @param allow empty: all; else one of these has to be found in {@code host:port}
 * @param ignore none of these may be found in it; wins over {@code allow}
 */
public record HostSelection(List<Pattern> allow, List<Pattern> ignore) {
  public static final HostSelection ALL = new HostSelection(List.of(), List.of());

  public HostSelection {
    allow = List.copyOf(allow);
    ignore = List.copyOf(ignore);
  }

  /**
   * Whether this host is intercepted.
   *
   * @param hostAndPort the name of the ClientHello, without one the target's, in lower case
   */
  public boolean intercepts(String hostAndPort) {
    boolean allowed =
        allow.isEmpty() || allow.stream().anyMatch(pattern -> pattern.matcher(hostAndPort).find());
    return allowed && ignore.stream().noneMatch(pattern -> pattern.matcher(hostAndPort).find());
  }
}
