package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code max_fragment_length} (RFC 6066 section 4).
 *
 * @param code 1 is 512 bytes, 2 1024, 3 2048, 4 4096
 */
public record MaxFragmentLengthExtension(int code) implements ExtensionBody {
  static MaxFragmentLengthExtension parse(WireReader body) throws MalformedMessageException {
    return new MaxFragmentLengthExtension(body.u8("max_fragment_length"));
  }

  @Override
  public String summary() {
    return code >= 1 && code <= 4 ? Vectors.bytes(256 << code) : "unknown code " + code;
  }
}
