package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;

/** Takes names that a DNS answer gave to an address. */
public interface NameSink {
  /**
   * Takes one name.
   *
   * @param name the name that was asked for, as sent, without the last dot
   */
  void onName(IpAddress address, String name);
}
