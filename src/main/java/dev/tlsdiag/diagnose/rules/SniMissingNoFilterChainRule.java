package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-missing-no-filter-chain}: a proxy's listener goes by the name, and the hello has none.
 */
final class SniMissingNoFilterChainRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-missing-no-filter-chain",
          Severity.ERROR,
          "A proxy ends connections whose ClientHello has no server_name",
          "the proxy has no match for a hello without a name",
          "Let the client send the host name as SNI, or give the proxy's listener a default.",
          List.of(
              new Fix(
                  "nginx",
                  "proxy_ssl_server_name on; proxy_ssl_name $host; it sends no name by default"),
              new Fix("Envoy", "a filter chain without server_names, or default_filter_chain"),
              new Fix(
                  "HAProxy", "use_backend … if { req.ssl_sni -m found }, and a default_backend"),
              new Fix("Istio", "a Gateway server with hosts: [\"*\"]"),
              new Fix("Java", "connect by name, or SSLParameters.setServerNames")),
          Optional.empty(),
          RefusedHello.explaining("sni-required-by-server"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    boolean nameless = !refused.hello().hasExtension(ExtensionType.SERVER_NAME);
    boolean ended =
        refused.way() == RefusedHello.Way.RESET || refused.way() == RefusedHello.Way.CLOSED;
    boolean otherwiseTaken = refused.taken(h -> h.serverName().isEmpty()).isPresent();
    if (!nameless || !ended || !refused.byListenerOfProxy() || otherwiseTaken) {
      return Optional.empty();
    }
    return refused
        .taken(h -> h.serverName().isPresent())
        .map(
            named ->
                refused.beside(
                    named,
                    "name",
                    Finding.of(
                            INFO,
                            refused.place(),
                            Severity.ERROR,
                            "the proxy takes a hello with %s; this one has no server_name and is %s"
                                .formatted(refused.named(named), refused.how()))
                        .check(
                            ShellCommand.withoutName(refused.handshake().server()),
                            refused.how())));
  }
}
