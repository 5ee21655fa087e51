package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;

/**
 * {@code ticket_request} (RFC 9149 section 3): how many tickets are wanted.
 *
 * @param newSession after a full handshake; of a server the number it will send
 * @param resumption after a resumed one; 0 in what a server sends
 */
public record TicketRequestExtension(int newSession, int resumption) implements ExtensionBody {
  static TicketRequestExtension parse(WireReader body) throws MalformedMessageException {
    int newSession = body.u8("new_session_count");
    return new TicketRequestExtension(newSession, body.u8("resumption_count"));
  }

  @Override
  public String summary() {
    return newSession + " after a full handshake, " + resumption + " after a resumption";
  }
}
