package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code record_size_limit} (RFC 8449 section 4).
 *
 * @param bytes of the largest record the sender takes; at least 64
 */
public record RecordSizeLimitExtension(int bytes) implements ExtensionBody {
  static RecordSizeLimitExtension parse(WireReader body) throws MalformedMessageException {
    return new RecordSizeLimitExtension(body.u16("record_size_limit"));
  }

  @Override
  public String summary() {
    return Vectors.bytes(bytes);
  }
}
