package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code session_ticket} (RFC 5077 section 3.2).
 *
 * @param ticket empty where a new one is asked for, or announced
 */
public record SessionTicketExtension(Bytes ticket) implements ExtensionBody {
  public SessionTicketExtension {
    requireNonNull(ticket, "ticket is null");
  }

  static SessionTicketExtension parse(WireReader body) {
    return new SessionTicketExtension(body.rest());
  }

  @Override
  public String summary() {
    return ticket.isEmpty() ? "empty" : Vectors.bytes(ticket.length());
  }
}
