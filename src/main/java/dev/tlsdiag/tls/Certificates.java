package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/** The Certificate message of up to TLS 1.2 (RFC 5246 section 7.4.2); later ones are encrypted. */
public final class Certificates {
  private Certificates() {}

  /**
   * The chain as sent, the sender's own certificate first, DER each. A list that is cut short gives
   * the certificates that are whole.
   *
   * @param body without the handshake header
   * @throws MalformedMessageException where not even the length of the list can be read
   */
  public static List<Bytes> parse(Bytes body) throws MalformedMessageException {
    WireReader reader = body.reader();
    int length = reader.u24("certificate_list.length");
    WireReader list = reader.sub(Math.min(length, reader.remaining()), "certificate_list");
    List<Bytes> chain = new ArrayList<>();
    while (list.remaining() >= 3) {
      int size = list.u24("certificate.length");
      if (size > list.remaining()) {
        break;
      }
      chain.add(list.bytes(size, "certificate"));
    }
    return List.copyOf(chain);
  }
}
