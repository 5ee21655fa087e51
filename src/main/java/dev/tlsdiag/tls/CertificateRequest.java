package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The server asks for a client certificate (up to TLS 1.2: RFC 5246 section 7.4.4, RFC 4346 section
 * 7.4.4); later ones are encrypted.
 *
 * @param certificateTypes 1 is {@code rsa_sign}, 64 {@code ecdsa_sign}
 * @param signatureSchemes empty before TLS 1.2, which has no such field
 * @param authorities distinguished names of acceptable authorities, DER each; none means any
 */
public record CertificateRequest(
    List<Integer> certificateTypes,
    List<SignatureScheme> signatureSchemes,
    List<Bytes> authorities) {
  public CertificateRequest {
    certificateTypes = List.copyOf(certificateTypes);
    signatureSchemes = List.copyOf(signatureSchemes);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads the body of the message, in whichever of its two forms fills it to the end.
   *
   * @throws MalformedMessageException where neither does; it speaks of the form of TLS 1.2
   */
  public static CertificateRequest parse(Bytes body) throws MalformedMessageException {
    try {
      return parse(body, true);
    } catch (MalformedMessageException newForm) {
      try {
        return parse(body, false);
      } catch (MalformedMessageException oldForm) {
        throw newForm;
      }
    }
  }

  private static CertificateRequest parse(Bytes body, boolean withSchemes)
      throws MalformedMessageException {
    WireReader reader = body.reader();
    Bytes types = reader.vector8(0, "certificate_types").rest();
    Bytes schemes =
        withSchemes ? reader.vector16(0, "supported_signature_algorithms").rest() : Bytes.EMPTY;
    WireReader list = reader.vector16(0, "certificate_authorities");
    reader.expectEnd("certificate_request");
    List<Bytes> authorities = new ArrayList<>();
    while (list.hasRemaining()) {
      authorities.add(list.vector16(0, "distinguished_name").rest());
    }
    return new CertificateRequest(
        new CodeList<>(types, 1, Integer::valueOf),
        new CodeList<>(schemes, 2, SignatureScheme::of),
        authorities);
  }
}
