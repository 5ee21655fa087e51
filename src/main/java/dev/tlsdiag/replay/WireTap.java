package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.track.WireEvents;

/** Wants to see the bytes of every connection, say to write them to a file. */
@FunctionalInterface
public interface WireTap {
  /**
   * A connection was made, or tried.
   *
   * @param client an IP literal with its port; the port is 0 where the connection was not made
   */
  WireEvents open(Endpoint client, Endpoint server);
}
