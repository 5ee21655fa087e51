package dev.tlsdiag.join;

import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses and ports as records write them. */
final class Endpoints {
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:tcp://)?(?:\\[([0-9A-Fa-f:.%a-z]+)]|([^\\s:\\[\\]]+)):([0-9]{1,5})");

  private Endpoints() {}

  /** Of {@code 192.0.2.1:443}, {@code [2001:db8::1]:443}; empty of anything else. */
  static Optional<Endpoint> parse(String text) {
    Matcher matcher = HOST_PORT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int port = Integer.parseInt(matcher.group(3));
    String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return port > 65535
        ? Optional.empty()
        : Optional.of(new Endpoint(host, port)).filter(Endpoint::isPlain);
  }
}
