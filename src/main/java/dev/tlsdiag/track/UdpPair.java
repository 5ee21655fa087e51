package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;

/**
 * The two ends of a UDP flow by role.
 *
 * @param stream number of the flow in its file, 0-based
 */
record UdpPair(IpAddress client, int clientPort, IpAddress server, int serverPort, long stream) {
  /** The pair of a datagram whose sender is the client. */
  static UdpPair sentBy(Datagram d, long stream) {
    return new UdpPair(d.source(), d.sourcePort(), d.destination(), d.destinationPort(), stream);
  }

  /** The same flow with the roles changed. */
  UdpPair reversed() {
    return new UdpPair(server, serverPort, client, clientPort, stream);
  }

  /** Whether the client sent {@code d}, which belongs to the same flow. */
  boolean fromClient(Datagram d) {
    return d.sourcePort() == clientPort
        && d.destinationPort() == serverPort
        && d.source().equals(client);
  }
}
