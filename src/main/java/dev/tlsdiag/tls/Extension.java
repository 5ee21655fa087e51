package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;

/**
 * An extension as it stands on the wire (RFC 8446 section 4.2).
 *
 * @param type the number, also an unknown or a GREASE one
 * @param body {@code extension_data}
 */
public record Extension(int type, Bytes body) {
  public Extension {
    requireNonNull(body, "body is null");
  }

  /** The message it stands in, which decides how the body is to be read. */
  public enum In {
    CLIENT_HELLO,
    SERVER_HELLO,
    HELLO_RETRY_REQUEST
  }

  public ExtensionType extensionType() {
    return ExtensionType.of(type);
  }

  /** The body as values, read as one of a ClientHello. */
  public ExtensionBody decode() {
    return decode(In.CLIENT_HELLO);
  }

  /** The body as values; a broken one becomes a {@link MalformedExtension}. */
  public ExtensionBody decode(In message) {
    return ExtensionDecoder.decode(this, message);
  }
}
