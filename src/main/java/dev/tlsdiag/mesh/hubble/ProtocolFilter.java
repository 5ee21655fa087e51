package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.mesh.hubble.Layer4.Protocol;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** By the protocol of layer 4 or 7, as {@code hubble --protocol} names them. */
final class ProtocolFilter {
  private ProtocolFilter() {}

  static Predicate<FlowRecord> of(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "tcp" -> layer4(Protocol.TCP);
      case "udp" -> layer4(Protocol.UDP);
      case "sctp" -> layer4(Protocol.SCTP);
      case "icmp" -> layer4(Protocol.ICMPv4, Protocol.ICMPv6);
      case "icmpv4" -> layer4(Protocol.ICMPv4);
      case "icmpv6" -> layer4(Protocol.ICMPv6);
      case "vrrp" -> layer4(Protocol.VRRP);
      case "igmp" -> layer4(Protocol.IGMP);
      case "http" -> flow -> flow.http().isPresent();
      case "dns" -> flow -> flow.dns().isPresent();
      case "kafka" ->
          flow -> flow.l7().isPresent() && flow.l7().get().otherProtocol().equals("kafka");
      default ->
          throw FlowCriteria.problem(
              "'"
                  + value
                  + "' is no protocol: tcp, udp, sctp, icmp, icmpv4, icmpv6, vrrp, igmp, dns, http,"
                  + " kafka");
    };
  }

  private static Predicate<FlowRecord> layer4(Protocol... wanted) {
    Set<Protocol> protocols = Set.of(wanted);
    return flow -> flow.l4().isPresent() && protocols.contains(flow.l4().get().protocol());
  }
}
