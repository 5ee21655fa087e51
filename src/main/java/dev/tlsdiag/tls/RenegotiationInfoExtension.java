package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code renegotiation_info} (RFC 5746 section 3.2).
 *
 * @param verifyData empty in the first handshake of a connection
 */
public record RenegotiationInfoExtension(Bytes verifyData) implements ExtensionBody {
  public RenegotiationInfoExtension {
    requireNonNull(verifyData, "verifyData is null");
  }

  static RenegotiationInfoExtension parse(WireReader body) throws MalformedMessageException {
    return new RenegotiationInfoExtension(body.vector8(0, "renegotiated_connection").rest());
  }

  @Override
  public String summary() {
    return verifyData.isEmpty() ? "first handshake" : "renegotiation";
  }
}
