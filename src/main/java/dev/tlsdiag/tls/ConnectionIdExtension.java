package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code connection_id} of DTLS (RFC 9146 section 3).
 *
 * @param id what the other side is to put into its records; empty where none is wanted
 */
public record ConnectionIdExtension(Bytes id) implements ExtensionBody {
  public ConnectionIdExtension {
    requireNonNull(id, "id is null");
  }

  static ConnectionIdExtension parse(WireReader body) throws MalformedMessageException {
    return new ConnectionIdExtension(body.vector8(0, "cid").rest());
  }

  @Override
  public String summary() {
    return id.isEmpty() ? "empty" : id.toHex();
  }
}
