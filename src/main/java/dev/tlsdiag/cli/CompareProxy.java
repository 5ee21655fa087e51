package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.CaptureWitness;
import dev.tlsdiag.experiment.TapWitness;
import dev.tlsdiag.experiment.UpstreamWitness;
import dev.tlsdiag.replay.NoProxy;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyEnvironment;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.tcp.Endpoint;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** A proxy that is there already, and how its own hop is seen. */
final class CompareProxy {
  private static final List<String> VARIABLES =
      List.of("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy");

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
      completionCandidates = Takes.Capture.class,
      description = "Look for the proxy's own hop in this capture; tcpdump -U writes it meanwhile.")
  String pcap;

  @Option(
      names = "-i",
      order = 24,
      paramLabel = "IFACE",
      completionCandidates = Takes.Interface.class,
      description = {
        "Look for it on this interface (any, lo, eth0 …) meanwhile; needs",
        "libpcap and its permission."
      })
  String interfaceName;

  /** How the client is led to the proxy, and what to call that. */
  record Way(PathOptions path, String text) {}

  /**
   * Empty where the built-in proxy is to be used.
   *
   * @param asked the way that curl's options ask for
   * @param notes where the environment is spoken of
   */
  Optional<Way> way(
      ReplayRequest request,
      PathOptions asked,
      Map<String, String> environment,
      boolean builtIn,
      List<String> notes) {
    if (asked.proxy().isPresent() && via != null) {
      throw CommandException.usage("'--proxy' and '--via' are two ways: choose one");
    }
    if (via != null) {
      Endpoint there = endpoint("--via", via);
      return Optional.of(
          new Way(
              PathOptions.DEFAULT.with().connectTo(List.of(CompareLab.everything(there))).build(),
              "proxy at " + there));
    }
    if (asked.proxy().isPresent()) {
      if (NoProxy.matches(asked.noProxy(), request.host())) {
        throw CommandException.usage(
            "'--noproxy %s' leaves no proxy to compare with".formatted(asked.noProxy()));
      }
      return Optional.of(new Way(asked, "proxy " + asked.proxy().get()));
    }
    return builtIn ? Optional.empty() : ofEnvironment(request, asked, environment, notes);
  }

  private static Optional<Way> ofEnvironment(
      ReplayRequest request,
      PathOptions asked,
      Map<String, String> environment,
      List<String> notes) {
    try {
      ProxyEnvironment found =
          ProxyEnvironment.of(
              request, environment, Optional.of(asked.noProxy()).filter(list -> !list.isEmpty()));
      notes.addAll(found.notes());
      return found
          .proxy()
          .map(server -> new Way(asked.with().proxy(server).build(), "proxy " + server));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(e.getMessage()).causedBy(e);
    }
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
    if (Stream.of(tap, pcap, interfaceName).filter(Objects::nonNull).count() > 1) {
      throw CommandException.usage(
          "'--tap', '--pcap' and '-i' are ways to see the proxy's hop: choose one");
    }
    if (tap != null) {
      String listen = tap.matches("[0-9]+") ? "127.0.0.1:" + tap : tap;
      return new TapWitness(endpoint("--tap", listen), server, host);
    }
    if (pcap != null) {
      return new CaptureWitness(new GrowingCapture(pcap, err), server, host);
    }
    if (interfaceName != null) {
      LiveCapture live = new LiveCapture(interfaceName, err);
      live.tryOut();
      return new CaptureWitness(live, server, host);
    }
    return UpstreamWitness.NONE;
  }

  /** Whether a way to see a proxy's own hop was given. */
  boolean watched() {
    return tap != null || pcap != null || interfaceName != null;
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
