package dev.tlsdiag.tls;

import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code key_share} of a ClientHello, or the one share of a ServerHello (RFC 8446 section 4.2.8).
 *
 * @param entries in wire order, with GREASE; none asks for a HelloRetryRequest
 */
public record KeyShareExtension(List<KeyShareEntry> entries) implements ExtensionBody {
  public KeyShareExtension {
    entries = List.copyOf(entries);
  }

  static KeyShareExtension parse(WireReader body) throws MalformedMessageException {
    WireReader list = body.vector16(0, "client_shares");
    List<KeyShareEntry> entries = new ArrayList<>();
    while (list.hasRemaining()) {
      entries.add(entry(list));
    }
    return new KeyShareExtension(entries);
  }

  static KeyShareExtension parseServer(WireReader body) throws MalformedMessageException {
    return new KeyShareExtension(List.of(entry(body)));
  }

  private static KeyShareEntry entry(WireReader reader) throws MalformedMessageException {
    NamedGroup group = NamedGroup.of(reader.u16("group"));
    return new KeyShareEntry(group, reader.vector16(1, "key_exchange").remaining());
  }

  @Override
  public String summary() {
    return entries.isEmpty()
        ? "none"
        : entries.stream().map(KeyShareEntry::summary).collect(Collectors.joining(", "));
  }
}
