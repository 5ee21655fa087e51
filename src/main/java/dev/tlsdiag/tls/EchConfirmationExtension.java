package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code encrypted_client_hello} of a HelloRetryRequest (RFC 9849 section 5).
 *
 * @param confirmation 8 bytes that tell the client whether the inner hello was taken
 */
public record EchConfirmationExtension(Bytes confirmation) implements ExtensionBody {
  public EchConfirmationExtension {
    requireNonNull(confirmation, "confirmation is null");
  }

  static EchConfirmationExtension parse(WireReader body) throws MalformedMessageException {
    return new EchConfirmationExtension(body.bytes(8, "confirmation"));
  }

  @Override
  public String summary() {
    return "confirmation " + confirmation.toHex();
  }
}
