package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.NameLookup;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code proxy-side-dns-failure}: the proxy has no address for the name. */
final class ProxySideDnsFailureRule implements Rule {
  private static final int SOCKS_HOST_UNREACHABLE = 4;
  private static final int FIRST_SERVER_ERROR = 500;

  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-side-dns-failure",
          Severity.ERROR,
          "The proxy has no address for the name",
          "the proxy cannot resolve the name",
          "Look at the DNS of the proxy: the client's own plays no part here.",
          List.of(
              new Fix("Squid", "dns_nameservers, hosts_file; squidclient mgr:ipcache"),
              new Fix("Envoy", "dns_cache_config and its dns_resolution_config"),
              new Fix("mitmproxy", "the resolver of the machine or container it runs in"),
              new Fix("the proxy's machine", "/etc/resolv.conf, split DNS, search domains"),
              new Fix("NO_PROXY", "the host itself, where only the client's DNS knows it")),
          Optional.empty(),
          Set.of("proxy-refused-connect", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        Place.of(trace, Step.Kind.TUNNEL)
            .filter(place -> place.step().failed())
            .flatMap(place -> ofTunnel(place, facts).stream()),
        Place.of(trace, Step.Kind.HTTP).limit(1).flatMap(place -> ofResponse(place).stream()));
  }

  private static Optional<Finding> ofTunnel(Place place, Facts facts) {
    Step.Tunnel tunnel = (Step.Tunnel) place.step();
    String host = tunnel.preamble().target().map(HostName::ofAuthority).orElse("the server");
    if (tunnel.preamble().protocol().startsWith("socks")) {
      boolean unreachable =
          tunnel.preamble().protocol().equals("socks5")
              && tunnel.status().orElse(0) == SOCKS_HOST_UNREACHABLE
              && !HostName.isAddress(host)
              && tunnel.preamble().target().isPresent();
      return unreachable
          ? Optional.of(
              of(place, "the SOCKS proxy cannot reach the host " + host + " by its name")
                  .with(Confidence.MEDIUM)
                  .notRuledOut(
                      "it has an address and no way there", "the same by address: socks5://"))
          : Optional.empty();
    }
    return ProxyReply.connectReply(tunnel.preamble().server().latin1())
        .filter(reply -> reply.cause() == ProxyReply.Cause.RESOLVE)
        .map(reply -> of(place, message(reply, host)))
        .or(() -> seenUnresolved(place, tunnel, host, facts));
  }

  /** The proxy blames itself or the server, and its resolver was heard to have no address. */
  private static Optional<Finding> seenUnresolved(
      Place place, Step.Tunnel tunnel, String host, Facts facts) {
    List<DnsExchange> asked = NameLookup.about(host, facts.dns().stream()).toList();
    boolean resolved = asked.stream().anyMatch(e -> !e.addresses().isEmpty());
    boolean blames = tunnel.status().orElse(0) >= FIRST_SERVER_ERROR;
    Optional<String> client = place.hop().from().endpoint().map(Endpoint::host);
    Optional<String> proxy = place.hop().to().endpoint().map(Endpoint::host);
    if (resolved || !blames || HostName.isAddress(host)) {
      return Optional.empty();
    }
    return asked.stream()
        .filter(e -> client.equals(proxy) || !client.equals(Optional.of(e.client().host())))
        .filter(e -> e.responseCode().filter(code -> !code.equals("NOERROR")).isPresent())
        .findFirst()
        .map(
            e ->
                of(
                    place,
                    "the proxy has no address for %s: %s answers %s"
                        .formatted(host, Lookups.server(e), e.responseCode().orElseThrow())));
  }

  private static Optional<Finding> ofResponse(Place place) {
    HttpExchange exchange = ((Step.Http) place.step()).exchange();
    String host = HostName.ofAuthority(exchange.authority());
    return ProxyReply.of(exchange)
        .filter(reply -> reply.cause() == ProxyReply.Cause.RESOLVE)
        .map(reply -> of(place, message(reply, host)));
  }

  private static String message(ProxyReply reply, String host) {
    return "%s has no address for %s (%s)".formatted(reply.product(), host, reply.quote());
  }

  private static Finding of(Place place, String message) {
    return Finding.of(INFO, place, Severity.ERROR, message);
  }
}
