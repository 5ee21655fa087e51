package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code padding} (RFC 7685 section 3).
 *
 * @param lengthBytes of the padding
 * @param zero whether all of it is zero, as the RFC demands
 */
public record PaddingExtension(int lengthBytes, boolean zero) implements ExtensionBody {
  static PaddingExtension parse(WireReader body) {
    Bytes padding = body.rest();
    boolean zero = true;
    for (int i = 0; i < padding.length(); i++) {
      zero &= padding.u8(i) == 0;
    }
    return new PaddingExtension(padding.length(), zero);
  }

  @Override
  public String summary() {
    return Vectors.bytes(lengthBytes) + (zero ? "" : ", not all zero");
  }
}
