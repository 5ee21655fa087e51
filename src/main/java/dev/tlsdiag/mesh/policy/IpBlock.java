package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Addresses with the same first bits: {@code 10.0.0.0/8}.
 *
 * @param first with any bits behind the prefix
 * @param prefix 0 to 32, or 0 to 128
 */
public record IpBlock(IpAddress first, int prefix) {
  public IpBlock {
    requireNonNull(first, "first is null");
  }

  /** Of {@code 10.0.0.0/8}, or of one address; empty where it is neither. */
  public static Optional<IpBlock> parse(String text) {
    int slash = text.indexOf('/');
    Optional<IpAddress> first = address(slash < 0 ? text : text.substring(0, slash));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    int most = first.get().v6() ? 128 : 32;
    String length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new IpBlock(first.get(), Integer.parseInt(length)));
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

  public boolean contains(IpAddress address) {
    if (address.v6() != first.v6()) {
      return false;
    }
    if (!address.v6()) {
      return same(address.low(), first.low(), prefix + 32);
    }
    return same(address.high(), first.high(), Math.min(64, prefix))
        && same(address.low(), first.low(), Math.max(0, prefix - 64));
  }

  private static boolean same(long a, long b, int bits) {
    return bits == 0 || (a ^ b) >>> (64 - bits) == 0;
  }

  /** Where pods and nodes usually are: RFC 1918, RFC 6598, RFC 4193, and link-local addresses. */
  static boolean isPrivate(IpAddress address) {
    return PRIVATE.stream().anyMatch(block -> block.contains(address));
  }

  private static final List<IpBlock> PRIVATE =
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
          .map(text -> parse(text).orElseThrow())
          .toList();

  @Override
  public String toString() {
    return first + "/" + prefix;
  }
}
