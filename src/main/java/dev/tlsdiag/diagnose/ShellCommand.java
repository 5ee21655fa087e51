package dev.tlsdiag.diagnose;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HostName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Commands for the reader to paste. Names come from the peer, and a shell runs what is pasted: only
 * names that a shell takes literally are put into one.
 */
public final class ShellCommand {
  private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private static final Pattern PROTOCOL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9./_-]*");

  private ShellCommand() {}

  /** Whether a shell takes a name for what it is, and no program takes it for an option. */
  public static boolean isLiteral(String name) {
    return LITERAL.matcher(name).matches();
  }

  /** What is no address and no name is left to the reader. */
  private static String at(Endpoint server) {
    return server.isPlain() ? server.toString() : "SERVER:" + server.port();
  }

  /** Connects and offers this name; empty where the name is not fit for a shell. */
  public static Optional<String> withName(Endpoint server, String name) {
    return isLiteral(name)
        ? Optional.of("openssl s_client -connect %s -servername %s".formatted(at(server), name))
        : Optional.empty();
  }

  /** Connects with this name where it is fit for a shell, else without one. */
  public static String connect(Endpoint server, Optional<String> name) {
    return name.flatMap(n -> withName(server, n)).orElseGet(() -> withoutName(server));
  }

  /** Prints from when to when the certificate is valid that this connection got. */
  public static String dates(Handshake handshake) {
    return connect(handshake.server(), handshake.serverName())
        + " </dev/null | openssl x509 -noout -dates";
  }

  public static String withoutName(Endpoint server) {
    return "openssl s_client -connect %s -noservername".formatted(at(server));
  }

  /** Asks for a name's addresses; empty where the name is not fit for a shell. */
  public static Optional<String> lookup(String name) {
    return isLiteral(name) ? Optional.of("dig " + name + ".") : Optional.empty();
  }

  /** {@code -alpn h2,http/1.1}, with a space before it; empty where that is not fit for a shell. */
  public static Optional<String> offering(List<String> protocols) {
    boolean fit =
        !protocols.isEmpty() && protocols.stream().allMatch(p -> PROTOCOL.matcher(p).matches());
    return fit ? Optional.of(" -alpn " + String.join(",", protocols)) : Optional.empty();
  }

  /** The same for a file that is read while it is written: each packet at once. */
  public static String liveCapture(String file, Optional<Endpoint> server) {
    return capture(file, server).replace("tcpdump ", "tcpdump -U ");
  }

  /** Captures a proxy's leg to a server, to be run where the proxy runs. */
  public static String capture(String file, Optional<Endpoint> server) {
    String filter = server.map(s -> "tcp port " + s.port() + host(s)).orElse("tcp port 443");
    return "tcpdump -i any -s 0 -w %s '%s'".formatted(file, filter);
  }

  /** Captures everything on these ports. */
  public static String capture(String file, Collection<Integer> ports) {
    String filter =
        ports.stream()
            .distinct()
            .sorted()
            .map(port -> "tcp port " + port)
            .collect(Collectors.joining(" or "));
    return "tcpdump -i any -s 0 -w %s '%s'".formatted(file, filter.isEmpty() ? "tcp" : filter);
  }

  private static String host(Endpoint server) {
    return HostName.isAddress(server.host()) ? " and host " + server.host() : "";
  }
}
