package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.AddressBlock;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code no-proxy-not-honoured}: a request for a host close by goes to a far proxy. */
final class NoProxyNotHonouredRule implements Rule {
  private static final Set<Integer> CANNOT_REACH = Set.of(403, 500, 502, 503, 504);

  /** Names that only a cluster, a host or a local network knows (RFC 6761, RFC 6762, RFC 9476). */
  private static final List<String> NEAR_NAMES =
      List.of(".svc", ".cluster.local", ".local", ".internal", ".localhost", ".home.arpa");

  private static final List<AddressBlock> NEAR_ADDRESSES =
      Stream.of(
              "10.0.0.0/8",
              "172.16.0.0/12",
              "192.168.0.0/16",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "100.64.0.0/10",
              "::1/128",
              "fc00::/7",
              "fe80::/10")
          .map(AddressBlock::parse)
          .toList();

  private static final int FORBIDDEN = 403;

  private static final RuleInfo INFO =
      new RuleInfo(
          "no-proxy-not-honoured",
          Severity.ERROR,
          "A request for a host close by goes to a forward proxy, which cannot reach it",
          "the host close by is asked for at a proxy",
          "Let this client go without the proxy for this host: name it as this client reads lists.",
          List.of(
              new Fix("NO_PROXY", "the address itself and .suffix: networks are not read by all"),
              new Fix("Java", "-Dhttp.nonProxyHosts='*.svc|10.*|localhost', with | and *"),
              new Fix("Node", "exact names and .suffix: no networks in most libraries"),
              new Fix("Kubernetes", "NO_PROXY of every component: nodes, API server, pods"),
              new Fix("tlsdiag", "compare prints how clients read NO_PROXY for the host")),
          Optional.empty(),
          Set.of(
              "proxy-refused-connect",
              "proxy-side-dns-failure",
              "connect-403-port-or-policy",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    boolean directWorks =
        facts.control().filter(control -> !control.equals(trace) && works(control)).isPresent();
    if (!directWorks) {
      return Stream.empty();
    }
    return Stream.concat(
            Place.of(trace, Step.Kind.TUNNEL).flatMap(place -> ofTunnel(place).stream()),
            Place.of(trace, Step.Kind.HTTP).flatMap(place -> ofResponse(place).stream()))
        .filter(finding -> finding.hop() == 1);
  }

  private static boolean works(HopTrace control) {
    boolean answered =
        control
            .clientHop()
            .http()
            .map(HttpExchange::status)
            .map(status -> status.isPresent() && status.getAsInt() < 500)
            .orElse(true);
    return control.clientHop().state() == Hop.State.WORKED && answered;
  }

  private static Optional<Finding> ofTunnel(Place place) {
    Step.Tunnel tunnel = (Step.Tunnel) place.step();
    int status = tunnel.status().orElse(0);
    String problem = tunnel.problem().orElse("");
    Optional<String> target = tunnel.preamble().target();
    // 403 for another port than 443 is what proxies say of that port, whoever is asked for; and who
    // does not answer SOCKS is mostly no SOCKS proxy.
    boolean ofPort =
        status == FORBIDDEN && target.filter(NoProxyNotHonouredRule::otherPort).isPresent();
    boolean silent =
        status == 0
            && problem.startsWith("no answer")
            && tunnel.preamble().protocol().equals("http-connect");
    boolean unreached =
        tunnel.failed()
            && place.hop().to().role() == Party.Role.PROXY
            && (CANNOT_REACH.contains(status) && !ofPort || silent);
    return unreached
        ? target
            .map(HostName::ofAuthority)
            .filter(NoProxyNotHonouredRule::near)
            .map(host -> finding(place, host, problem))
        : Optional.empty();
  }

  private static boolean otherPort(String authority) {
    return !authority.endsWith(":443");
  }

  /** Of a plain request, which forward proxies get whole (RFC 9112 section 3.2.2). */
  private static Optional<Finding> ofResponse(Place place) {
    HttpExchange exchange = ((Step.Http) place.step()).exchange();
    boolean toForwardProxy =
        place.hop().tls().isEmpty() && exchange.requestHeader("Proxy-Connection").isPresent();
    String host = HostName.ofAuthority(exchange.authority());
    boolean unreached = CANNOT_REACH.contains(exchange.status().orElse(0));
    return toForwardProxy && unreached && near(host)
        ? Optional.of(finding(place, host, "status " + exchange.status().getAsInt()))
        : Optional.empty();
  }

  private static Finding finding(Place place, String host, String problem) {
    return Finding.of(
            INFO,
            place,
            Severity.ERROR,
            "%s is close by and asked for at the proxy, which does not reach it (%s); the direct path does"
                .formatted(host, problem))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the proxy may be meant to reach it, and fail",
            "the same host in NO_PROXY, in the form that this client reads");
  }

  /** Whether a forward proxy elsewhere can hardly know the host. */
  private static boolean near(String host) {
    if (HostName.isAddress(host)) {
      return NEAR_ADDRESSES.stream().anyMatch(block -> block.contains(host));
    }
    String name = HostName.canonical(host);
    return !name.isEmpty()
        && (name.indexOf('.') < 0 || NEAR_NAMES.stream().anyMatch(name::endsWith));
  }
}
