package dev.tlsdiag.replay;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another place to connect to for a host and port; URL, Host and SNI stay as they are.
 *
 * @param host empty text for any
 * @param newHost empty text for the one asked for
 */
public record ConnectTo(String host, OptionalInt port, String newHost, OptionalInt newPort) {
  private static final String HOST = "(\\[[^\\]]*\\]|[^:\\[]*)";
  private static final Pattern ENTRY =
      Pattern.compile(HOST + ":([0-9]*):" + HOST + "(?::([0-9]*))?");

  public ConnectTo {
    requireNonNull(host, "host is null");
    requireNonNull(port, "port is null");
    requireNonNull(newHost, "newHost is null");
    requireNonNull(newPort, "newPort is null");
  }

  /**
   * Reads {@code HOST1:PORT1:HOST2:PORT2}; empty parts match or keep anything.
   *
   * @throws IllegalArgumentException with a message for the user
   */
  public static ConnectTo parse(String text) {
    Matcher entry = ENTRY.matcher(text);
    if (!entry.matches()) {
      throw new IllegalArgumentException("'%s' is not HOST1:PORT1:HOST2:PORT2".formatted(text));
    }
    return new ConnectTo(
        plain(entry.group(1)),
        port(entry.group(2), text),
        plain(entry.group(3)),
        port(entry.group(4), text));
  }

  private static String plain(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static OptionalInt port(String digits, String text) {
    if (digits == null || digits.isEmpty()) {
      return OptionalInt.empty();
    }
    if (digits.length() > 5 || Integer.parseInt(digits) > 65535) {
      throw new IllegalArgumentException("'%s': no port '%s'".formatted(text, digits));
    }
    return OptionalInt.of(Integer.parseInt(digits));
  }

  public boolean matches(Endpoint asked) {
    return (host.isEmpty() || HostName.same(host, asked.host()))
        && (port.isEmpty() || port.getAsInt() == asked.port());
  }

  public Endpoint replace(Endpoint asked) {
    return new Endpoint(newHost.isEmpty() ? asked.host() : newHost, newPort.orElse(asked.port()));
  }
}
