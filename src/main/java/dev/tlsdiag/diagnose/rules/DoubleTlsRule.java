package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code double-tls}: a proxy puts its client's TLS into a TLS connection of its own, and the
 * server gets a ClientHello where it expects HTTP.
 */
final class DoubleTlsRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "double-tls",
          Severity.ERROR,
          "A proxy wraps its client's TLS into TLS of its own",
          "the server finds a ClientHello inside TLS",
          "Let only one of client and proxy speak TLS to the server.",
          List.of(
              new Fix(
                  "Istio",
                  "let the application use http:// on this port, or take tls.mode SIMPLE out of the"
                      + " DestinationRule"),
              new Fix("Envoy", "no transport_socket with TLS on the cluster behind a tcp_proxy"),
              new Fix("nginx", "proxy_ssl off; in the stream block"),
              new Fix("HAProxy", "mode tcp: server … without ssl"),
              new Fix("clients", "http:// instead of https:// where the mesh originates TLS")),
          Optional.empty(),
          Set.of(
              "plaintext-answer",
              "plaintext-answer-from-l7-proxy",
              "plaintext-upstream-port",
              "proxy-made-status"));

  /** The whole value: bytes that were cut off say nothing. */
  private static final Pattern SERVER = Pattern.compile("(?i)\r\nserver: ([^\r\n]+)\r\n");

  private static final Pattern PROXIES =
      Pattern.compile("(?i)(istio-)?envoy|nginx|openresty|apache|haproxy|squid|traefik|caddy|ats");

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.doubleTls(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.hop().to().role() == Party.Role.PROXY)
        .filter(place -> place.last().outcome() instanceof Outcome.Plaintext)
        .flatMap(
            place ->
                wrapped(place)
                    .map(upstream -> finding(place, upstream))
                    .or(() -> signed(place, facts))
                    .stream());
  }

  /**
   * The proxy's own TLS behind it, which carried data: somebody inside has answered. A ClientHello
   * that is passed on as it came is no connection of the proxy's own.
   */
  private static Optional<Handshake> wrapped(Place downstream) {
    List<Hop> hops = downstream.trace().hops();
    if (downstream.number() >= hops.size()) {
      return Optional.empty();
    }
    return hops.get(downstream.number())
        .tls()
        .map(Step.Tls::last)
        .filter(
            up ->
                up.outcome() instanceof Outcome.Established established
                    && established.applicationData())
        .filter(up -> !message(up).equals(message(downstream.last())));
  }

  /**
   * Where the proxy's own leg was not seen: the answer in the clear bears the name of the server
   * that the direct path reached, so the hello did get there. Products that are proxies as often as
   * servers sign so in both places.
   */
  private static Optional<Finding> signed(Place place, Facts facts) {
    Optional<String> direct =
        facts
            .control()
            .flatMap(control -> control.clientHop().http())
            .flatMap(exchange -> exchange.responseHeader("server"));
    boolean unseen =
        place.number() >= place.trace().hops().size()
            || !place.trace().hops().get(place.number()).seen();
    Matcher server = SERVER.matcher(firstBytes(place).latin1());
    return unseen && server.find() && direct.filter(server.group(1)::equals).isPresent()
        ? Optional.of(server.group(1))
            .filter(name -> !PROXIES.matcher(name).lookingAt())
            .map(
                name ->
                    Finding.of(
                            INFO,
                            place,
                            Severity.ERROR,
                            "the ClientHello is answered in the clear by the server itself (server: %s), which takes TLS on the direct path"
                                .formatted(name))
                        .with(Confidence.MEDIUM)
                        .notRuledOut(
                            "the proxy may be of the same product, and have answered by itself",
                            "a capture at the proxy: is there TLS behind it?"))
        : Optional.empty();
  }

  private static Bytes firstBytes(Place place) {
    return ((Outcome.Plaintext) place.last().outcome()).firstBytes();
  }

  private static Optional<Bytes> message(Handshake handshake) {
    return handshake.sent().map(SentHello::message);
  }

  private static Finding finding(Place place, Handshake upstream) {
    String line = firstBytes(place).latin1().lines().findFirst().orElse("");
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "the ClientHello went into the proxy's own TLS connection to %s, and came back in the clear: %s"
                .formatted(upstream.server(), line))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the proxy itself may have answered, and its connection to the server may serve another request",
            "curl -v http://%s/ from the client: the proxy adds the TLS".formatted(place.server()));
  }
}
