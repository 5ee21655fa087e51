package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;

/**
 * A list of application protocols: ALPN (RFC 7301 section 3.1), the answer to NPN, and the
 * application settings of Chrome (draft-vvv-tls-alps).
 *
 * @param type which of them it is
 * @param protocols in wire order, each byte the character of the same number
 */
public record ProtocolNamesExtension(ExtensionType type, List<String> protocols)
    implements ExtensionBody {
  public ProtocolNamesExtension {
    requireNonNull(type, "type is null");
    protocols = List.copyOf(protocols);
  }

  static ProtocolNamesExtension parse(ExtensionType type, WireReader body)
      throws MalformedMessageException {
    WireReader list = body.vector16(2, "protocol_name_list");
    return new ProtocolNamesExtension(type, names(list));
  }

  /** NPN has no length before its list (draft-agl-tls-nextprotoneg-04). */
  static ProtocolNamesExtension parseNpn(ExtensionType type, WireReader body)
      throws MalformedMessageException {
    return new ProtocolNamesExtension(type, names(body));
  }

  private static List<String> names(WireReader list) throws MalformedMessageException {
    List<String> names = new ArrayList<>();
    while (list.hasRemaining()) {
      names.add(list.vector8(1, "protocol_name").rest().latin1());
    }
    return names;
  }

  @Override
  public String summary() {
    return String.join(", ", protocols);
  }
}
