package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;

/**
 * An extension of a reserved type that a client sends to keep servers tolerant (RFC 8701 section
 * 3.1).
 */
public record GreaseExtension(ExtensionType type, Bytes body) implements ExtensionBody {
  public GreaseExtension {
    requireNonNull(type, "type is null");
    requireNonNull(body, "body is null");
  }

  @Override
  public String summary() {
    return body.isEmpty() ? "empty" : Vectors.bytes(body.length());
  }
}
