package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code signed_certificate_timestamp} as a server sends it (RFC 6962 section 3.3).
 *
 * @param count of the timestamps
 */
public record SignedCertificateTimestampsExtension(int count) implements ExtensionBody {
  static SignedCertificateTimestampsExtension parse(WireReader body)
      throws MalformedMessageException {
    WireReader list = body.vector16(1, "sct_list");
    int count = 0;
    for (; list.hasRemaining(); count++) {
      list.vector16(1, "serialized_sct");
    }
    return new SignedCertificateTimestampsExtension(count);
  }

  @Override
  public String summary() {
    return Vectors.count(count, "timestamp", "timestamps");
  }
}
