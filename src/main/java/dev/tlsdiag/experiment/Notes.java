package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the reader has to know besides the answer: which request was chosen, what packets do not
 * show.
 */
record Notes(CaptureComparison.Options options, List<Request> requests, Request chosen) {
  /** A pairing of at least this confidence needs no reasons given. */
  private static final double SURE_PAIR = 0.75;

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    choice().ifPresent(lines::add);
    otherServer().ifPresent(lines::add);
    for (HopTrace.Joint joint : chosen.proxied().joints()) {
      if (joint.confidence() >= SURE_PAIR) {
        continue;
      }
      lines.add(
          "hops %d and %d: paired with confidence %s (%s)"
              .formatted(
                  joint.upstreamHop() - 1,
                  joint.upstreamHop(),
                  joint.confidenceText(),
                  String.join(", ", joint.reasons())));
    }
    List<Leg> legs = chosen.paths().flatMap(CaptureComparison::legs).toList();
    if (legs.stream().anyMatch(Leg::encryptsCertificate)) {
      lines.add(
          "TLS 1.3 encrypts certificates, later alerts and the ALPN choice: not readable here");
    }
    for (Leg leg : legs) {
      if (leg.resumed()) {
        lines.add(leg.label() + " resumed an earlier session, which can hide a fault of the names");
      }
      leg.hop()
          .serverName()
          .filter(name -> name.endsWith(".") || HostName.isAddress(name))
          .ifPresent(
              name ->
                  lines.add(
                      leg.label()
                          + (name.endsWith(".")
                              ? " sends a name with a dot at the end (RFC 6066 forbids it)"
                              : " sends an address as server_name (RFC 6066 forbids it)")));
    }
    return lines;
  }

  /** What one server accepts says little about another. */
  private Optional<String> otherServer() {
    Optional<Endpoint> direct = chosen.direct().flatMap(d -> d.serverHop().to().endpoint());
    Optional<Endpoint> proxied = chosen.proxied().serverHop().to().endpoint();
    boolean seen = chosen.direct().isPresent() && chosen.proxied().hops().size() > 1;
    return seen && direct.isPresent() && proxied.isPresent() && !direct.equals(proxied)
        ? Optional.of(
            "the paths end at different servers: direct %s, proxied %s"
                .formatted(direct.get(), proxied.get()))
        : Optional.empty();
  }

  private Optional<String> choice() {
    List<String> hosts =
        requests.stream().map(Request::host).flatMap(Optional::stream).distinct().toList();
    String shown = chosen.host().orElse("without a name");
    if (hosts.size() > 1 && options.host().isEmpty()) {
      return Optional.of(
          "looked at %s; %d more hosts are on both paths: choose with --host"
              .formatted(shown, hosts.size() - 1));
    }
    if (requests.size() < 2) {
      return Optional.empty(); // and nothing is compared to find that out
    }
    long attempts = requests.stream().map(Request::proxied).distinct().count();
    long failed =
        requests.stream().map(Request::proxied).distinct().filter(HopTrace::failed).count();
    if (attempts > 1 && failed > 0) {
      return Optional.of(
          "%d of %d proxied requests for %s fail".formatted(failed, attempts, shown));
    }
    return Optional.empty();
  }
}
