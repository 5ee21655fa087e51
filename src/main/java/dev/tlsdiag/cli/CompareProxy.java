package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.CaptureWitness;
import dev.tlsdiag.experiment.TapWitness;
import dev.tlsdiag.experiment.UpstreamWitness;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A proxy that is there already, and how its own hop is seen. */
final class CompareProxy {
  private static final List<String> VARIABLES =
      List.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy");

  @Option(
      names = {"-x", "--proxy"},
      order = 20,
      paramLabel = "[SCHEME://]HOST:PORT",
      description = "Through this proxy: http, https, socks5, socks5h …, as curl's.")
  String proxy;

  @Option(
      names = "--via",
      order = 21,
      paramLabel = "HOST:PORT",
      description = {
        "Through a reverse or transparent proxy: it is dialled instead of",
        "the server; server_name and Host stay."
      })
  String via;

  @Option(
      names = "--tap",
      order = 22,
      paramLabel = "[HOST:]PORT",
      description = {
        "Listen here and relay to the server untouched: a proxy that is",
        "pointed here shows its own hop."
      })
  String tap;

  @Option(
      names = "--pcap",
      order = 23,
      paramLabel = "FILE",
      description = "Look for the proxy's own hop in this capture, read afterwards.")
  String pcap;

  /** How the client is led to the proxy, and what to call that. */
  record Way(PathOptions path, String text) {}

  /**
   * Empty where the built-in proxy is to be used.
   *
   * @param curl the way that a curl command asked for
   */
  Optional<Way> way(PathOptions curl, Map<String, String> environment, boolean builtIn) {
    if (proxy != null && via != null) {
      throw CommandException.usage("'--proxy' and '--via' are two ways: choose one");
    }
    if (via != null) {
      Endpoint there = endpoint("--via", via);
      return Optional.of(
          new Way(
              PathOptions.DEFAULT.with().connectTo(List.of(CompareLab.everything(there))).build(),
              "proxy at " + there));
    }
    if (proxy != null) {
      ProxyServer server = parse("--proxy", proxy);
      return Optional.of(new Way(curl.with().proxy(server).build(), "proxy " + server));
    }
    if (curl.proxy().isPresent()) {
      return Optional.of(new Way(curl, "proxy " + curl.proxy().get()));
    }
    return builtIn ? Optional.empty() : ofEnvironment(curl, environment);
  }

  private static Optional<Way> ofEnvironment(PathOptions curl, Map<String, String> environment) {
    return variable(environment)
        .map(
            name -> {
              ProxyServer server = parse(name, environment.get(name));
              return new Way(
                  curl.with().proxy(server).build(), "proxy %s of %s".formatted(server, name));
            });
  }

  /** The variable that names a proxy, if one does. */
  static Optional<String> variable(Map<String, String> environment) {
    return VARIABLES.stream()
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .findFirst();
  }

  /**
   * Who sees the proxy's own hop.
   *
   * @param server where the direct path goes
   */
  UpstreamWitness witness(Endpoint server, String host, PrintWriter err) {
    if (tap != null && pcap != null) {
      throw CommandException.usage("'--tap' and '--pcap' are two ways to see a hop: choose one");
    }
    if (tap != null) {
      String listen = tap.matches("[0-9]+") ? "127.0.0.1:" + tap : tap;
      return new TapWitness(endpoint("--tap", listen), server);
    }
    return pcap == null
        ? UpstreamWitness.NONE
        : new CaptureWitness(() -> {}, () -> CompareFiles.read(pcap, err), Optional.of(host));
  }

  private static ProxyServer parse(String option, String text) {
    try {
      return ProxyServer.parse(text);
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("after '%s': %s".formatted(option, e.getMessage())).causedBy(e);
    }
  }

  private static Endpoint endpoint(String option, String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon <= 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw CommandException.usage("'%s %s' is not HOST:PORT".formatted(option, text));
    }
    return new Endpoint(
        text.substring(0, colon).replaceAll("[\\[\\]]", ""), Integer.parseInt(port));
  }
}
