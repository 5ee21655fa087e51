package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.PlainHttp;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code host-header-decides-route}: a proxy goes by the Host of the request, not by the address.
 */
final class HostHeaderDecidesRouteRule implements Rule {
  private static final Set<ProxyReply.Cause> UNROUTED =
      Set.of(
          ProxyReply.Cause.NO_ROUTE,
          ProxyReply.Cause.NO_SERVER,
          ProxyReply.Cause.CONNECT,
          ProxyReply.Cause.CONNECT_TIMEOUT,
          ProxyReply.Cause.CLOSED,
          ProxyReply.Cause.UNKNOWN);

  private static final RuleInfo INFO =
      new RuleInfo(
          "host-header-decides-route",
          Severity.ERROR,
          "A proxy routes by the Host of the request, which is not the name of the address",
          "the Host leads the proxy elsewhere",
          "Let the request carry the name of the service that it is sent to as its Host.",
          List.of(
              new Fix("nginx", "proxy_set_header Host SERVICE;"),
              new Fix("ingress-nginx", "nginx.ingress.kubernetes.io/upstream-vhost: SERVICE"),
              new Fix("Istio", "VirtualService: rewrite.authority, to restore it afterwards"),
              new Fix("Istio", "ServiceEntry or VirtualService for the public name"),
              new Fix("Apache", "ProxyPreserveHost Off"),
              new Fix("HAProxy", "http-request set-header Host SERVICE")),
          Optional.empty(),
          Set.of(
              "proxy-made-status", "strict-mtls-receives-plaintext", "upstream-connect-timeout"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.hostHeader(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.reply().filter(r -> UNROUTED.contains(r.cause())).isPresent())
        .filter(response -> !response.same())
        .flatMap(response -> finding(response, facts).stream());
  }

  private static Optional<Finding> finding(ResponseCase response, Facts facts) {
    String asked = response.askedHost();
    Optional<String> control = otherHost(response, facts);
    boolean foreign =
        !HostName.same(asked, response.urlHost()) && !HostName.isAddress(response.urlHost());
    if (control.isPresent()) {
      return Optional.of(
          about(
                  response,
                  "%s answers %d for Host %s and works for Host %s at the same address: it goes by port"
                          .formatted(product(response), response.status(), asked, control.get())
                      + " and Host, not by the address"
                      + response.besides())
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "the service of that Host may be down",
                  "the same request with Host " + control.get()));
    }
    return foreign
        ? Optional.of(
            about(response, foreign(response, asked))
                .with(Confidence.LOW)
                .notRuledOut(
                    "a wrong port or a service that is down gives the same " + response.status(),
                    "the same request with Host "
                        + response.urlHost()
                        + ", and nothing else changed"))
        : Optional.empty();
  }

  private static String foreign(ResponseCase response, String asked) {
    String told =
        handsOn(response).isPresent()
            ? "the proxy hands on Host %s to %s".formatted(asked, response.urlHost())
            : "the request to %s has Host %s".formatted(response.urlHost(), asked);
    return "%s; %s goes by port and Host, not by the address, and answers %d%s"
        .formatted(told, product(response), response.status(), response.besides());
  }

  /** Where a proxy is seen to hand the Host on, that is the place; else the client's own hop. */
  private static Finding about(ResponseCase response, String message) {
    Place place = handsOn(response).orElse(response.place());
    return Finding.of(INFO, place, Severity.ERROR, message);
  }

  /** The proxy's own hop, where it carries the Host that the client sent. */
  private static Optional<Place> handsOn(ResponseCase response) {
    return Place.of(response.place().trace(), Step.Kind.HTTP)
        .filter(place -> place.number() == response.place().number() + 1)
        .filter(
            place ->
                place
                    .hop()
                    .http()
                    .filter(sent -> sent.authority().equals(response.exchange().authority()))
                    .isPresent())
        .findFirst();
  }

  private static String product(ResponseCase response) {
    return response.reply().orElseThrow().product();
  }

  /** A Host that the same address served, in the inputs: the proxy's, or the one behind it. */
  private static Optional<String> otherHost(ResponseCase response, Facts facts) {
    Set<Endpoint> servers =
        Stream.concat(Stream.of(response.place()), handsOn(response).stream())
            .flatMap(place -> place.hop().to().endpoint().stream())
            .collect(Collectors.toSet());
    return facts.seen().stream()
        .filter(other -> servers.contains(other.server()))
        .flatMap(other -> PlainHttp.of(other).stream())
        .filter(other -> other.status().orElse(500) < 400)
        .map(HttpExchange::authority)
        .filter(host -> !HostName.same(HostName.ofAuthority(host), response.askedHost()))
        .findFirst();
  }
}
