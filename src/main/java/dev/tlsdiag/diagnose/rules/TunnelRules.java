package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about what stands before TLS: CONNECT, SOCKS, a PROXY header. */
final class TunnelRules {
  static final List<Rule> ALL =
      List.of(
          new NoProxyNotHonouredRule(),
          new ProxySideDnsFailureRule(),
          new Connect403PortOrPolicyRule(),
          new Connect407AuthRule(),
          new ConnectParsedByL7PolicyRule(),
          new ConnectToSomethingElseRule(),
          new HttpsSchemeForHttpProxyRule(),
          new SniNamesTheProxyRule(),
          new SniLostInTunnelRule(),
          new InterceptionKeyedOnConnectAuthorityRule(),
          new ProxyRefusedConnectRule());

  private TunnelRules() {}
}
