package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * Authorities the sender trusts: {@code certificate_authorities} (RFC 8446 section 4.2.4), {@code
 * trusted_ca_keys} (RFC 6066 section 6).
 *
 * @param type which of them it is
 * @param count of the authorities
 */
public record CertificateAuthoritiesExtension(ExtensionType type, int count)
    implements ExtensionBody {
  private static final int PRE_AGREED = 0;
  private static final int KEY_SHA1_HASH = 1;
  private static final int X509_NAME = 2;
  private static final int CERT_SHA1_HASH = 3;
  private static final int SHA1_LENGTH = 20;

  public CertificateAuthoritiesExtension {
    requireNonNull(type, "type is null");
  }

  static CertificateAuthoritiesExtension parse(ExtensionType type, WireReader body)
      throws MalformedMessageException {
    WireReader list = body.vector16(3, "authorities");
    int count = 0;
    for (; list.hasRemaining(); count++) {
      list.vector16(1, "distinguished_name");
    }
    return new CertificateAuthoritiesExtension(type, count);
  }

  static CertificateAuthoritiesExtension parseTrustedKeys(ExtensionType type, WireReader body)
      throws MalformedMessageException {
    WireReader list = body.vector16(0, "trusted_authorities_list");
    int count = 0;
    for (; list.hasRemaining(); count++) {
      int identifier = list.u8("identifier_type");
      switch (identifier) {
        case PRE_AGREED -> {}
        case KEY_SHA1_HASH, CERT_SHA1_HASH -> list.skip(SHA1_LENGTH, "sha1_hash");
        case X509_NAME -> list.vector16(1, "distinguished_name");
        default ->
            throw list.malformed("identifier_type", "is " + identifier + ", 0 to 3 are defined");
      }
    }
    return new CertificateAuthoritiesExtension(type, count);
  }

  @Override
  public String summary() {
    return Vectors.count(count, "authority", "authorities");
  }
}
