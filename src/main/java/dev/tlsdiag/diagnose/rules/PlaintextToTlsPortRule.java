package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code plaintext-to-tls-port}: a request in the clear reached a port that speaks TLS. */
final class PlaintextToTlsPortRule implements Rule {
  /** What servers answer: nginx, Apache, Go's net/http, Tomcat. */
  private static final List<String> COMPLAINTS =
      List.of(
          "plain http request was sent to https port",
          "speaking plain http to an ssl-enabled server port",
          "client sent an http request to an https server",
          "this combination of host and port requires tls");

  private static final RuleInfo INFO =
      new RuleInfo(
          "plaintext-to-tls-port",
          Severity.ERROR,
          "A request in plain HTTP reached a port that speaks TLS",
          "the server got plain HTTP on its TLS port",
          "Let who sends the request speak TLS to this port, or use the server's plain port.",
          List.of(
              new Fix("nginx", "proxy_pass https://…; a proxy_pass http://… to port 443 is plain"),
              new Fix("Envoy", "a transport_socket with UpstreamTlsContext on the cluster"),
              new Fix("HAProxy", "server … ssl"),
              new Fix("Istio", "DestinationRule: tls.mode SIMPLE; port protocol HTTPS or TLS"),
              new Fix("Cilium", "originatingTLS beside terminatingTLS in the same rule"),
              new Fix("ingress-nginx", "nginx.ingress.kubernetes.io/backend-protocol: HTTPS"),
              new Fix("load balancer", "one place ends TLS: plain port behind it")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.of(trace, Step.Kind.HTTP)
        .filter(place -> complains(((Step.Http) place.step()).exchange()))
        .reduce((first, last) -> last) // those before it only hand it on
        .map(PlaintextToTlsPortRule::finding)
        .stream();
  }

  private static boolean complains(HttpExchange exchange) {
    String body = exchange.bodyStart().latin1().toLowerCase(Locale.ROOT);
    return exchange.status().isPresent()
        && exchange.status().getAsInt() == 400
        && COMPLAINTS.stream().anyMatch(body::contains);
  }

  private static Finding finding(Place place) {
    boolean encrypted = place.hop().tls().isPresent();
    String message =
        encrypted
            ? "the answer is \"plain HTTP request was sent to HTTPS port\": a proxy ended TLS and"
                + " sent the request on in the clear"
            : "the request went to the TLS port in plain HTTP";
    return Finding.of(INFO, encrypted ? behind(place) : place, Severity.ERROR, message)
        .check("curl -v http://%s/".formatted(place.server()), "the same answer");
  }

  /** Who got it in the clear is not the one that the client spoke TLS with: it is the next hop. */
  private static Place behind(Place place) {
    List<Hop> hops = place.trace().hops();
    return place.number() < hops.size()
        ? new Place(place.trace(), place.number() + 1, hops.get(place.number()), place.step())
        : place;
  }
}
