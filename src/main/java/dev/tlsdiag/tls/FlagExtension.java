package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

/**
 * An extension that says all by being there: {@code extended_master_secret} (RFC 7627), {@code
 * encrypt_then_mac} (RFC 7366), {@code post_handshake_auth} and {@code early_data} (RFC 8446), the
 * offers of SCT, NPN and channel ID.
 */
public record FlagExtension(ExtensionType type) implements ExtensionBody {
  public FlagExtension {
    requireNonNull(type, "type is null");
  }

  @Override
  public String summary() {
    return "present";
  }
}
