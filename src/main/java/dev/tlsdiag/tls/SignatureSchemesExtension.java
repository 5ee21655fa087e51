package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.List;

/**
 * Signature algorithms: {@code signature_algorithms} and {@code signature_algorithms_cert} (RFC
 * 8446 section 4.2.3), {@code delegated_credential} (RFC 9345 section 4.1.1).
 *
 * @param type which of them it is
 * @param schemes in wire order, with GREASE
 */
public record SignatureSchemesExtension(ExtensionType type, List<SignatureScheme> schemes)
    implements ExtensionBody {
  public SignatureSchemesExtension {
    requireNonNull(type, "type is null");
    schemes = List.copyOf(schemes);
  }

  static SignatureSchemesExtension parse(ExtensionType type, WireReader body)
      throws MalformedMessageException {
    String field = "supported_signature_algorithms";
    return new SignatureSchemesExtension(
        type, Vectors.strictCodes(body.vector16(2, field), field, SignatureScheme::of));
  }

  @Override
  public String summary() {
    return Vectors.join(schemes);
  }
}
