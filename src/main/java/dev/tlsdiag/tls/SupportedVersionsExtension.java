package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;

/**
 * {@code supported_versions} of a ClientHello (RFC 8446 section 4.2.1).
 *
 * @param versions in wire order, with GREASE
 */
public record SupportedVersionsExtension(List<ProtocolVersion> versions) implements ExtensionBody {
  public SupportedVersionsExtension {
    versions = List.copyOf(versions);
  }

  static SupportedVersionsExtension parse(WireReader body) throws MalformedMessageException {
    return new SupportedVersionsExtension(
        Vectors.strictCodes(body.vector8(2, "versions"), "versions", ProtocolVersion::of));
  }

  @Override
  public String summary() {
    return Vectors.join(versions);
  }
}
