package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code connect-403-port-or-policy}: a forward proxy's rules forbid the host or the port. */
final class Connect403PortOrPolicyRule implements Rule {
  private static final int HTTPS = 443;

  private static final RuleInfo INFO =
      new RuleInfo(
          "connect-403-port-or-policy",
          Severity.ERROR,
          "A forward proxy's rules forbid the host or the port",
          "the proxy's rules forbid the tunnel",
          "Let the proxy's rules allow this host and this port for CONNECT.",
          List.of(
              new Fix("Squid", "acl SSL_ports port 443 …; http_access allow CONNECT SSL_ports"),
              new Fix("Apache Traffic Server", "proxy.config.http.connect_ports"),
              new Fix("Apache", "AllowCONNECT 443 …; <Proxy> Require …"),
              new Fix("nginx", "proxy_connect_allow 443 … (ngx_http_proxy_connect_module)"),
              new Fix("NO_PROXY", "the host itself, for hosts that need no proxy")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelCase.of(trace)
        .filter(refused -> refused.status() == 403 && !refused.byEnvoy())
        .map(Connect403PortOrPolicyRule::finding);
  }

  private static Finding finding(TunnelCase refused) {
    int port = refused.port().orElse(HTTPS);
    String error = refused.header("X-Squid-Error").map(e -> " (" + e + ")").orElse("");
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "%s opens no tunnel%s: %s: its rules forbid this host or port%s%s"
                .formatted(
                    refused.who(),
                    refused.toTarget(),
                    refused.problem(),
                    error,
                    port == HTTPS ? "" : "; most proxies allow CONNECT to port 443 alone"));
    return port == HTTPS
        ? finding
        : finding.notRuledOut(
            "whether the port or the host is forbidden", "the same host on port 443");
  }
}
