package dev.tlsdiag.tcp;

/** Takes decoded packets in file order, on one thread; must not keep the {@link Packet}. */
public interface PacketSink {
  void onTcp(Packet packet);

  void onUdp(Packet packet);

  /**
   * An ICMP or ICMPv6 error that quotes a TCP or UDP packet.
   *
   * @param quoted the packet quoted: addresses and ports as it was sent, for TCP its sequence
   *     number, no payload; {@code quoted.protocol} is told by {@code tcp}
   * @param error what the router or host said
   */
  void onIcmpError(Packet quoted, boolean tcp, IcmpError error);
}
