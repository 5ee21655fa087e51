package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Preamble;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code interception-keyed-on-connect-authority}: a proxy intercepts a host where the tunnel is
 * asked for by name, and lets it pass where by address.
 */
final class InterceptionKeyedOnConnectAuthorityRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "interception-keyed-on-connect-authority",
          Severity.WARNING,
          "A proxy intercepts a host asked for by name, and not by address",
          "the form of the tunnel's target decides on interception",
          "Let the proxy decide by the server_name in the tunnel, not by the CONNECT line.",
          List.of(
              new Fix("proxy.py", "intercept by SNI; upgrade"),
              new Fix("Squid", "ssl_bump peek step1, then bump or splice by ssl::server_name"),
              new Fix("mitmproxy", "--allow-hosts and --ignore-hosts match the address too"),
              new Fix("client", "ask for tunnels by name: socks5h://, proxy-side DNS")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelledHello.inTunnels(trace)
        .filter(hello -> hello.serverName().isPresent())
        .flatMap(hello -> finding(hello, facts).stream());
  }

  private static Optional<Finding> finding(TunnelledHello hello, Facts facts) {
    Optional<ServerChain> own = ServerChain.of(hello.place());
    String name = hello.serverName().orElseThrow();
    boolean byAddress = HostName.isAddress(hello.host());
    if (own.isEmpty()) {
      return Optional.empty();
    }
    return facts.seen().stream()
        .filter(other -> other.server().equals(hello.place().last().server()))
        .filter(other -> other.serverName().filter(n -> HostName.same(n, name)).isPresent())
        .filter(other -> target(other).filter(t -> HostName.isAddress(t) != byAddress).isPresent())
        .flatMap(other -> ServerChain.of(other.certificates()).stream())
        .filter(chain -> !chain.sameLeaf(own.get()) && !chain.issuer().equals(own.get().issuer()))
        .findFirst()
        .map(
            chain -> {
              String byName = (byAddress ? chain : own.get()).issuer();
              String bare = (byAddress ? own.get() : chain).issuer();
              return Finding.of(
                      INFO,
                      hello.place(),
                      Severity.WARNING,
                      "in a tunnel asked for by name the certificate for %s is from %s, in one by"
                              .formatted(name, byName)
                          + " address from "
                          + bare)
                  .with(Confidence.MEDIUM)
                  .notRuledOut(
                      "the address may belong to another server of that name",
                      "CONNECT to the name and to the address, both with this SNI");
            });
  }

  private static Optional<String> target(Handshake handshake) {
    return handshake.preamble().flatMap(Preamble::target).map(HostName::ofAuthority);
  }
}
