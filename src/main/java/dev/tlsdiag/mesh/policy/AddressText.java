package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.AddressBlock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Addresses and blocks of them as policies and users write them. */
public final class AddressText {
  /** Where pods and nodes usually are: RFC 1918, RFC 6598, RFC 4193; and addresses of the link. */
  private static final List<AddressBlock> PRIVATE =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "fc00::/7",
              "fe80::/10",
              "::1/128")
          .map(AddressBlock::parse)
          .toList();

  private AddressText() {}

  /** Of {@code 10.0.0.0/8}, or of one address; empty where it is neither. */
  public static Optional<AddressBlock> block(String text) {
    try {
      return Optional.of(AddressBlock.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** An address; one of IPv4 that is written as IPv6 (RFC 4291 section 2.5.5.2) is of IPv4. */
  static Optional<IpAddress> address(String literal) {
    try {
      IpAddress address = IpAddress.parse(literal);
      boolean mapped = address.v6() && address.high() == 0 && address.low() >>> 32 == 0xffff;
      return Optional.of(mapped ? IpAddress.v4((int) address.low()) : address);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is of a range that clusters use for themselves. */
  static boolean isPrivate(IpAddress address) {
    return PRIVATE.stream().anyMatch(block -> block.contains(address));
  }
}
