package dev.tlsdiag.tcp;

import static java.util.Objects.requireNonNull;

/**
 * An ICMP error (RFC 792, RFC 1191, RFC 4443) that refers to a flow.
 *
 * @param from the address that sent it
 * @param v6 ICMPv6 rather than ICMP
 * @param type 0 to 255
 * @param code 0 to 255
 * @param mtu the next-hop MTU of "fragmentation needed" and "packet too big", else 0
 */
public record IcmpError(IpAddress from, boolean v6, int type, int code, long mtu) {
  public IcmpError {
    requireNonNull(from, "from is null");
  }

  /** Fragmentation needed (RFC 1191) or packet too big (RFC 4443 section 3.2). */
  public boolean packetTooBig() {
    return v6 ? type == 2 : type == 3 && code == 4;
  }

  /** The standard words: "host unreachable", "fragmentation needed, MTU 1400" … */
  public String text() {
    if (packetTooBig()) {
      return (v6 ? "packet too big" : "fragmentation needed") + ", MTU " + mtu;
    }
    if (v6) {
      return switch (type) {
        case 1 -> unreachable6();
        case 3 -> code == 0 ? "hop limit exceeded" : "fragment reassembly time exceeded";
        case 4 -> "parameter problem";
        default -> "ICMPv6 type " + type + " code " + code;
      };
    }
    return switch (type) {
      case 3 -> unreachable4();
      case 5 -> "redirect";
      case 11 -> code == 0 ? "TTL exceeded" : "fragment reassembly time exceeded";
      case 12 -> "parameter problem";
      default -> "ICMP type " + type + " code " + code;
    };
  }

  private String unreachable4() {
    return switch (code) {
      case 0 -> "network unreachable";
      case 1 -> "host unreachable";
      case 2 -> "protocol unreachable";
      case 3 -> "port unreachable";
      case 9, 10, 13 -> "administratively prohibited";
      default -> "destination unreachable, code " + code;
    };
  }

  private String unreachable6() {
    return switch (code) {
      case 0 -> "no route to destination";
      case 1 -> "administratively prohibited";
      case 3 -> "address unreachable";
      case 4 -> "port unreachable";
      default -> "destination unreachable, code " + code;
    };
  }
}
