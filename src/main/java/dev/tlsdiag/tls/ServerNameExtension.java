package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code server_name} (RFC 6066 section 3).
 *
 * @param names in wire order; none in the empty body by which a server says that it used the name
 */
public record ServerNameExtension(List<Name> names) implements ExtensionBody {
  /**
   * @param type 0 is host_name, the only one ever defined
   * @param name as sent: case kept, no dot removed
   */
  public record Name(int type, Bytes name) {
    public Name {
      requireNonNull(name, "name is null");
    }
  }

  private static final int HOST_NAME = 0;

  public ServerNameExtension {
    names = List.copyOf(names);
  }

  static ServerNameExtension parse(WireReader body) throws MalformedMessageException {
    List<Name> names = new ArrayList<>();
    if (body.hasRemaining()) {
      WireReader list = body.vector16(1, "server_name_list");
      while (list.hasRemaining()) {
        int type = list.u8("name_type");
        names.add(new Name(type, list.vector16(1, "host_name").rest()));
      }
    }
    return new ServerNameExtension(names);
  }

  /** The first host_name, each byte the character of the same number. */
  public Optional<String> hostName() {
    return names.stream()
        .filter(n -> n.type() == HOST_NAME)
        .findFirst()
        .map(n -> n.name().latin1());
  }

  @Override
  public String summary() {
    if (names.isEmpty()) {
      return "empty";
    }
    return names.stream()
        .map(n -> n.type() == HOST_NAME ? n.name().latin1() : "name_type " + n.type())
        .collect(Collectors.joining(", "));
  }
}
