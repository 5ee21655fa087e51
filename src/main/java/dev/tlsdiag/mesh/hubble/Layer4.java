package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

/**
 * The transport of a flow.
 *
 * @param sourcePort 0 where the protocol has none
 * @param destinationPort 0 where the protocol has none
 * @param flags of TCP
 * @param icmpType of ICMP
 * @param icmpCode of ICMP
 */
public record Layer4(
    Protocol protocol,
    int sourcePort,
    int destinationPort,
    TcpFlags flags,
    int icmpType,
    int icmpCode) {

  /** The keys of {@code l4} in JSON are these names. */
  public enum Protocol {
    TCP,
    UDP,
    SCTP,
    ICMPv4,
    ICMPv6,
    VRRP,
    IGMP;

    public boolean hasPorts() {
      return this == TCP || this == UDP || this == SCTP;
    }
  }

  public Layer4 {
    requireNonNull(protocol, "protocol is null");
    requireNonNull(flags, "flags is null");
  }

  public static Layer4 tcp(int sourcePort, int destinationPort, TcpFlags flags) {
    return new Layer4(Protocol.TCP, sourcePort, destinationPort, flags, 0, 0);
  }

  public static Layer4 udp(int sourcePort, int destinationPort) {
    return new Layer4(Protocol.UDP, sourcePort, destinationPort, TcpFlags.NONE, 0, 0);
  }

  public static Layer4 ports(Protocol protocol, int sourcePort, int destinationPort) {
    return new Layer4(protocol, sourcePort, destinationPort, TcpFlags.NONE, 0, 0);
  }

  public static Layer4 icmp(Protocol protocol, int type, int code) {
    return new Layer4(protocol, 0, 0, TcpFlags.NONE, type, code);
  }
}
