package dev.tlsdiag.cli;

import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How {@code bisect} gets to its server, and how fast it may. */
final class BisectPath {
  private static final double MOST_PER_SECOND = 1000;

  @Option(
      names = {"-x", "--proxy"},
      order = 20,
      paramLabel = "URL",
      description = "Through http://, socks4a://, socks5h:// …")
  String proxy;

  @Option(
      names = "--resolve",
      order = 21,
      paramLabel = "HOST:PORT:ADDR",
      description = "Use this address for the name.")
  List<String> resolve = new ArrayList<>();

  @Option(
      names = "--connect-to",
      order = 22,
      paramLabel = "H1:P1:H2:P2",
      description = "Connect to H2:P2 instead of H1:P1; the names in the hellos stay.")
  List<String> connectTo = new ArrayList<>();

  @Option(
      names = "--rate",
      order = 23,
      paramLabel = "N",
      defaultValue = "20",
      description = "New connections a second, one at a time; default 20.")
  double rate;

  @Option(
      names = "--connect-timeout",
      order = 24,
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Patience to connect, and again for an answer; default 2.")
  double patience;

  private final ProbePath path = new ProbePath();

  /** Reads what was given; {@code word} is HOST, HOST:PORT or a URL. */
  void read(String word) {
    path.proxy = proxy;
    path.resolve = resolve;
    path.connectTo = connectTo;
    path.read(word, Optional.empty());
  }

  Limits limits() {
    if (!(rate > 0 && rate <= MOST_PER_SECOND)) {
      throw CommandException.usage(
          "'--rate %s' is no number above 0 and up to 1000".formatted(Problems.number(rate)));
    }
    if (!(patience >= 0.05 && patience <= 600)) {
      throw CommandException.usage(
          "'--connect-timeout %s' is not within 0.05 to 600 seconds"
              .formatted(Problems.number(patience)));
    }
    return new Limits(Duration.ofMillis(Math.round(1000 * patience)), 1, rate);
  }

  Endpoint target() {
    return path.target();
  }

  String way() {
    return path.way();
  }

  Route route() {
    try {
      return path.routes(limits().patience()).get(0);
    } catch (CommandException e) {
      throw e.exitCode() == ExitCode.COULD_NOT_RUN
          ? e.attempt("--resolve %s:%d:ADDRESS".formatted(target().host(), target().port()))
          : e;
    }
  }
}
