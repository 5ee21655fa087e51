package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code pre_shared_key} of a ServerHello: the identity it took (RFC 8446 section 4.2.11).
 *
 * @param index 0-based, in the list of the client
 */
public record SelectedIdentityExtension(int index) implements ExtensionBody {
  static SelectedIdentityExtension parse(WireReader body) throws MalformedMessageException {
    return new SelectedIdentityExtension(body.u16("selected_identity"));
  }

  @Override
  public String summary() {
    return "identity " + index;
  }
}
