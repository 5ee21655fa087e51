package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code pre_shared_key} of a ClientHello (RFC 8446 section 4.2.11).
 *
 * @param identities offered, in wire order
 * @param binders how many binders follow; one for each identity
 */
public record PreSharedKeyExtension(List<Identity> identities, int binders)
    implements ExtensionBody {
  /**
   * @param lengthBytes length of the identity, usually a ticket
   * @param obfuscatedAge age of the ticket in milliseconds plus a secret number; 0 of external keys
   */
  public record Identity(int lengthBytes, long obfuscatedAge) {}

  public PreSharedKeyExtension {
    identities = List.copyOf(identities);
  }

  static PreSharedKeyExtension parse(WireReader body) throws MalformedMessageException {
    WireReader list = body.vector16(7, "identities");
    List<Identity> identities = new ArrayList<>();
    while (list.hasRemaining()) {
      int length = list.vector16(1, "identity").remaining();
      identities.add(new Identity(length, list.u32("obfuscated_ticket_age")));
    }
    WireReader binders = body.vector16(33, "binders");
    int count = 0;
    for (; binders.hasRemaining(); count++) {
      binders.vector8(32, "binder");
    }
    return new PreSharedKeyExtension(identities, count);
  }

  @Override
  public String summary() {
    String lengths =
        identities.stream()
            .map(i -> Integer.toString(i.lengthBytes()))
            .collect(Collectors.joining(", "));
    return Vectors.count(identities.size(), "identity", "identities")
        + " ("
        + lengths
        + " bytes), "
        + Vectors.count(binders, "binder", "binders");
  }
}
