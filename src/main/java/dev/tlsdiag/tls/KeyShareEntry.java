package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

/**
 * One offered key share (RFC 8446 section 4.2.8); the key itself differs in every hello and is not
 * kept.
 *
 * @param lengthBytes length of {@code key_exchange}
 */
public record KeyShareEntry(NamedGroup group, int lengthBytes) {
  public KeyShareEntry {
    requireNonNull(group, "group is null");
  }

  /** As {@code x25519 (32 bytes)}. */
  public String summary() {
    return group.name() + " (" + Vectors.bytes(lengthBytes) + ")";
  }
}
