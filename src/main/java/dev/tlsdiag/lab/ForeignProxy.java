package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.util.List;

/**
 * A proxy that is not ours and that a scenario brings along.
 *
 * @param address where it listens, a loopback address
 * @param serves names of the targets that get an answer through it
 */
public record ForeignProxy(Endpoint address, Kind kind, List<String> serves) {
  /** How clients are led to it. */
  public enum Kind {
    /** They know it, and send CONNECT: curl's {@code -x}. */
    EXPLICIT,
    /** They know it, and were told that it speaks TLS to them: {@code -x https://}. */
    EXPLICIT_TLS,
    /** They do not: it is dialled instead of the server, name and Host stay. */
    INSTEAD_OF_SERVER
  }

  public ForeignProxy {
    requireNonNull(address, "address is null");
    requireNonNull(kind, "kind is null");
    serves = List.copyOf(serves);
  }
}
