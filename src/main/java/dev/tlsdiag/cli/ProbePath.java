package dev.tlsdiag.cli;

import dev.tlsdiag.probe.Route;
import dev.tlsdiag.probe.StartTlsProtocol;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.Line;
import dev.tlsdiag.replay.NoProxy;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** How {@code probe} gets to its target: curl's names and meanings. */
final class ProbePath {
  private static final Pattern TARGET =
      Pattern.compile(
          "(?:(https?)://)?(?:[^/@]*@)?(\\[[0-9A-Fa-f:.]+\\]|[^:/\\[\\]]+)(?::([0-9]+))?(?:/.*)?");

  private static final int HTTPS = 443;

  @Option(
      names = {"-x", "--proxy"},
      order = 20,
      paramLabel = "URL",
      description =
          "Through http://, socks4a://, socks5h:// …; http and -h resolve the name there.")
  String proxy;

  @Option(
      names = {"-U", "--proxy-user"},
      order = 21,
      paramLabel = "USER:PASS",
      description = "For the proxy.")
  String proxyUser;

  @Option(
      names = "--resolve",
      order = 22,
      paramLabel = "HOST:PORT:ADDR",
      description = "Use this address for the name.")
  List<String> resolve = new ArrayList<>();

  @Option(
      names = "--connect-to",
      order = 23,
      paramLabel = "H1:P1:H2:P2",
      description = "Connect to H2:P2 instead of H1:P1; the name in the hello stays.")
  List<String> connectTo = new ArrayList<>();

  @Option(
      names = "--each-address",
      order = 24,
      description = "Every address of the name, one by one.")
  boolean eachAddress;

  @Option(
      names = {"-4", "--ipv4"},
      order = 25,
      description = "IPv4 only.")
  boolean v4;

  @Option(
      names = {"-6", "--ipv6"},
      order = 26,
      description = "IPv6 only.")
  boolean v6;

  private PathOptions path;
  private Endpoint target;

  /**
   * Reads what was given.
   *
   * @param word {@code HOST}, {@code HOST:PORT} or a URL
   */
  void read(String word, Optional<StartTlsProtocol> startTls) {
    target = target(word, startTls);
    PathOptions.Builder builder = PathOptions.DEFAULT.with();
    try {
      if (proxy != null) {
        ProxyServer server = ProxyServer.parse(proxy);
        if (server.kind() == ProxyServer.Kind.HTTPS) {
          throw CommandException.usage(
                  "'%s': probe talks to a proxy in the clear only".formatted(server))
              .attempt("tlsdiag replay -x %s https://%s/".formatted(server, target));
        }
        builder.proxy(proxyUser == null ? server : server.withCredentials(proxyUser));
      }
      builder.resolve(resolve.stream().map(ResolveEntry::parse).toList());
      builder.connectTo(connectTo.stream().map(ConnectTo::parse).toList());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage()).causedBy(e);
    }
    if (v4 && v6) {
      throw CommandException.usage("'-4' and '-6' exclude each other");
    }
    builder.ipVersion(
        v4 ? PathOptions.IpVersion.V4 : v6 ? PathOptions.IpVersion.V6 : PathOptions.IpVersion.ANY);
    path = builder.build();
  }

  private static Endpoint target(String word, Optional<StartTlsProtocol> startTls) {
    Matcher parts = TARGET.matcher(word);
    if (isBareV6(word)) {
      return new Endpoint(word, usualPort(null, startTls));
    }
    if (!parts.matches()) {
      throw CommandException.usage("'%s' is not HOST or HOST:PORT".formatted(word))
          .attempt("tlsdiag probe app.example.test:443");
    }
    String port = parts.group(3);
    if (port != null && (port.length() > 5 || Integer.parseInt(port) > 65535 || port.equals("0"))) {
      throw CommandException.usage("'%s': no port '%s'".formatted(word, port))
          .likely("ports are 1 to 65535");
    }
    String host = parts.group(2).replaceAll("[\\[\\]]", "");
    if (!host.matches("[A-Za-z0-9._:%-]+")) {
      throw CommandException.usage("'%s' is no host name".formatted(host))
          .likely("names with other letters are written in their xn-- form");
    }
    return new Endpoint(
        host, port == null ? usualPort(parts.group(1), startTls) : Integer.parseInt(port));
  }

  /** As {@code 2001:db8::1} is written without brackets, where no port can follow. */
  private static boolean isBareV6(String word) {
    if (!word.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return false;
    }
    try {
      IpAddress.parse(word);
      return true;
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }

  private static int usualPort(String scheme, Optional<StartTlsProtocol> startTls) {
    return startTls.map(StartTlsProtocol::usualPort).orElse("http".equals(scheme) ? 80 : HTTPS);
  }

  /** As the user named it. */
  Endpoint target() {
    return target;
  }

  /** {@code direct}, or through which proxy. */
  String way() {
    String other = dialled().equals(target) ? "" : " connecting to " + dialled();
    return path.proxy().map(p -> "through " + p).orElse("direct") + other;
  }

  /** As a URL, without credentials. */
  Optional<String> proxy() {
    return path.proxy().map(ProxyServer::toString);
  }

  boolean proxied() {
    return path.proxy().isPresent();
  }

  private Endpoint dialled() {
    return path.connectTo().stream()
        .filter(entry -> entry.matches(target))
        .findFirst()
        .map(entry -> entry.replace(target))
        .orElse(target);
  }

  /** What is looked up: the target, or its proxy. */
  Endpoint first() {
    return Line.first(path, dialled());
  }

  /** One for each address, or to the first one alone. */
  List<Route> routes(Duration patience) {
    Endpoint first = first();
    List<String> addresses = List.of(first.host());
    if (!HostName.isAddress(first.host())) {
      Step.Resolve resolved = Line.resolve(path, first, patience);
      if (resolved.failed()) {
        throw unresolved(resolved);
      }
      addresses = resolved.addresses();
    }
    return addresses.stream()
        .limit(eachAddress && !proxied() ? Integer.MAX_VALUE : 1)
        .map(address -> Route.along(path, dialled(), new Endpoint(address, first.port())))
        .toList();
  }

  private CommandException unresolved(Step.Resolve resolved) {
    CommandException problem =
        CommandException.couldNotRun(
            "cannot resolve '%s': %s%s"
                .formatted(
                    resolved.name(),
                    resolved.responseCode().map(code -> code + ", ").orElse(""),
                    resolved.problem().orElseThrow()));
    String environment = proxyOfEnvironment();
    return !environment.isEmpty() && !proxied()
        ? problem
            .likely("only a proxy can resolve it here")
            .attempt(
                "tlsdiag probe -x %s %s"
                    .formatted(ShellWord.quote(environment), ShellWord.quote(target.toString())))
        : resolved.name().equals(target.host())
            ? problem.attempt(
                "tlsdiag probe %s --resolve %s:%d:ADDRESS"
                    .formatted(target, target.host(), target.port()))
            : problem.likely("the name of the proxy has no address here; give its address");
  }

  /** The proxy that this machine's programs use for the target; empty for none. */
  String proxyOfEnvironment() {
    for (String name : List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
      String value = System.getenv().getOrDefault(name, "");
      String none =
          System.getenv().getOrDefault(name.startsWith("h") ? "no_proxy" : "NO_PROXY", "");
      if (!value.isEmpty() && !NoProxy.matches(none, target.host().toLowerCase(Locale.ROOT))) {
        return value.replaceFirst("(://|^)[^@/]*@", "$1");
      }
    }
    return "";
  }
}
