package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;

/** Takes what DNS messages say. */
public interface NameSink {
  /**
   * Takes one name that an answer gave to an address.
   *
   * @param name the name that was asked for, as sent, without the last dot
   */
  void onName(IpAddress address, String name);

  /** Takes a query with its answer, or one that nobody answered. */
  default void onDns(DnsSighting sighting) {}
}
