package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;
import java.util.OptionalInt;

/** Addresses as Envoy's documents and logs write them. */
final class Addresses {
  private static final int HIGHEST_PORT = 65535;

  private Addresses() {}

  /** An {@code Address}: {@code 192.0.2.1:443}, a pipe's path; empty text where it is none. */
  static String text(Json address) {
    Json socket = address.at("socket_address");
    if (socket.present()) {
      String host = socket.textOrEmpty("address");
      OptionalInt port = socket.number("port_value");
      String named = socket.textOrEmpty("named_port");
      String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
      return bracketed
          + (port.isPresent() ? ":" + port.getAsInt() : named.isEmpty() ? "" : ":" + named);
    }
    return address
        .text("pipe", "path")
        .or(() -> address.text("envoy_internal_address", "server_listener_name"))
        .orElse("");
  }

  /** {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}, {@code tcp://192.0.2.1:80}. */
  static Optional<Endpoint> endpoint(String text) {
    int from = text.startsWith("tcp://") ? 6 : 0;
    int colon = text.lastIndexOf(':');
    int digits = text.length() - colon - 1;
    if (colon <= from || digits < 1 || digits > 5) {
      return Optional.empty();
    }
    int port = 0;
    for (int i = colon + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return Optional.empty();
      }
      port = port * 10 + c - '0';
    }
    boolean bracketed = text.charAt(from) == '[' && text.charAt(colon - 1) == ']';
    String host = bracketed ? text.substring(from + 1, colon - 1) : text.substring(from, colon);
    return port > HIGHEST_PORT || host.isEmpty() || host.indexOf('/') >= 0
        ? Optional.empty()
        : Optional.of(new Endpoint(host, port));
  }
}
