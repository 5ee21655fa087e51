package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code oid_filters} (RFC 8446 section 4.2.5).
 *
 * @param count of the filters
 */
public record OidFiltersExtension(int count) implements ExtensionBody {
  static OidFiltersExtension parse(WireReader body) throws MalformedMessageException {
    WireReader list = body.vector16(0, "filters");
    int count = 0;
    for (; list.hasRemaining(); count++) {
      list.vector8(1, "certificate_extension_oid");
      list.vector16(0, "certificate_extension_values");
    }
    return new OidFiltersExtension(count);
  }

  @Override
  public String summary() {
    return Vectors.count(count, "filter", "filters");
  }
}
