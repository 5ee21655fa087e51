package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;

/** An extension whose body is not read here. */
public record UnknownExtension(ExtensionType type, Bytes body) implements ExtensionBody {
  private static final int SHOWN = 32;

  public UnknownExtension {
    requireNonNull(type, "type is null");
    requireNonNull(body, "body is null");
  }

  @Override
  public String summary() {
    if (body.isEmpty()) {
      return "empty";
    }
    String more = body.length() > SHOWN ? "..., " + Vectors.bytes(body.length()) : "";
    return body.head(SHOWN).toHex() + more;
  }
}
