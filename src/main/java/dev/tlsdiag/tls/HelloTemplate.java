package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The ClientHello of a known client, as that client once sent it.
 *
 * <p>Random, session ID and key shares are those of that connection, so whoever sends it replaces
 * them; GREASE values can be replaced by {@link #regreased}.
 *
 * @param name readable, kebab case: {@code openssl-3.0}
 * @param ja4 of the hello as recorded
 * @param recordVersion {@code legacy_record_version} of its record
 * @param origin the program, and where its hello was recorded
 */
public record HelloTemplate(
    String name, String ja4, int recordVersion, String origin, ClientHello hello) {
  public HelloTemplate {
    requireNonNull(name, "name is null");
    requireNonNull(ja4, "ja4 is null");
    requireNonNull(origin, "origin is null");
    requireNonNull(hello, "hello is null");
  }

  /**
   * What this client would send to another server: the name is replaced where there is one, and so
   * are the protocols. A client that sends no name sends none here either.
   *
   * @param serverName empty leaves {@code server_name} out
   * @param protocols of ALPN; empty: those of the client
   */
  public ClientHello to(Optional<String> serverName, Optional<List<String>> protocols) {
    ClientHello to = hello;
    if (to.hasExtension(ExtensionType.SERVER_NAME)) {
      to =
          serverName.isPresent()
              ? to.with(Extensions.serverName(serverName.get()))
              : to.without(ExtensionType.SERVER_NAME);
    }
    if (protocols.isPresent()) {
      to =
          protocols.get().isEmpty()
              ? to.without(ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
              : to.with(Extensions.alpn(protocols.get()));
    }
    return to;
  }

  /**
   * The same hello with other GREASE values (RFC 8701), as this client would choose them anew.
   * Equal values stay equal, so that a group and its key share still belong together, and two
   * extensions still differ.
   *
   * @param shift 0 to 15, how far each value moves on
   */
  public static ClientHello regreased(ClientHello hello, int shift) {
    return Regreasing.of(hello, shift);
  }
}
