package dev.tlsdiag.cli;

import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyModes;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How to look at a running proxy. */
final class ProxyViewOptions {
  @Option(
      names = "--web",
      order = 65,
      arity = "0..1",
      fallbackValue = "0",
      paramLabel = "ADDRESS",
      completionCandidates = Takes.Host.class,
      description =
          "Serve a page with a map and a table of all flows, on 127.0.0.1 and a free port or on"
              + " PORT or ADDRESS:PORT. Its address, with a token, is told on stderr.")
  String web;

  @Option(
      names = "--web-remote",
      order = 66,
      description = "Let --web listen where other machines reach it; it speaks plain HTTP.")
  boolean webRemote;

  @Option(
      names = "--tui",
      order = 67,
      description = "Show the flows on this terminal: a map, a table with filters, keys (?).")
  boolean tui;

  /** That there is a terminal, where it is wanted. */
  void check() {
    boolean terminal =
        TerminalStyle.isTerminal(TerminalStyle.STDOUT)
            && TerminalStyle.isTerminal(TerminalStyle.STDIN);
    if (tui && !terminal) {
      throw CommandException.usage("'--tui' needs a terminal").attempt("tlsdiag proxy   # lines");
    }
  }

  /** Where to serve the page; empty where it is not wanted. */
  Optional<Endpoint> webAddress() {
    if (web == null) {
      if (webRemote) {
        throw CommandException.usage("'--web-remote' needs '--web'")
            .attempt("--web 0.0.0.0:8081 --web-remote");
      }
      return Optional.empty();
    }
    Endpoint address;
    try {
      address =
          web.matches("[0-9]+")
              ? ProxyModes.hostPort(Listen.LOOPBACK + ":" + web, 0, "it")
              : ProxyModes.hostPort(web, 0, "it");
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("'--web %s': %s".formatted(web, e.getMessage()))
          .attempt("--web 127.0.0.1:8081");
    }
    InetAddress resolved;
    try {
      resolved = InetAddress.getByName(address.host());
    } catch (UnknownHostException e) {
      throw CommandException.usage("'--web %s': the name has no address".formatted(web));
    }
    if (!resolved.isLoopbackAddress() && !webRemote) {
      throw CommandException.usage("'--web %s': other machines reach that address".formatted(web))
          .likely("the page shows what passes the proxy, and speaks plain HTTP")
          .attempt("--web " + web + " --web-remote");
    }
    return Optional.of(
        new Endpoint(IpAddress.parse(resolved.getHostAddress()).toString(), address.port()));
  }
}
