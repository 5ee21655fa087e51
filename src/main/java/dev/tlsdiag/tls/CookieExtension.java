package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code cookie} (RFC 8446 section 4.2.2): state a server keeps at the client over a
 * HelloRetryRequest.
 */
public record CookieExtension(Bytes cookie) implements ExtensionBody {
  public CookieExtension {
    requireNonNull(cookie, "cookie is null");
  }

  static CookieExtension parse(WireReader body) throws MalformedMessageException {
    return new CookieExtension(body.vector16(1, "cookie").rest());
  }

  @Override
  public String summary() {
    return Vectors.bytes(cookie.length());
  }
}
