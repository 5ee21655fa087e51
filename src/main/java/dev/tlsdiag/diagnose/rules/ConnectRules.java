package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about DNS and TCP. */
final class ConnectRules {
  static final List<Rule> ALL =
      List.of(
          new DnsProxyRefusedRule(),
          new DnsProxyFakeNxdomainRule(),
          new DnsTruncatedKillsNameRule(),
          new NameNotResolvedRule(),
          new PolicyDropOnSynRule(),
          new FqdnAddressAgedOutRule(),
          new UpstreamFiveTupleCollisionRule(),
          new InterceptedPathAsymmetricRule(),
          new ConnectionRefusedRule(),
          new PmtuBlackholeServerFlightRule(),
          new PmtuBlackholeClientHelloRule(),
          new ProxyProtocolExpectedMissingRule(),
          new ProxyProtocolUnexpectedRule(),
          new UpstreamConnectTimeoutRule(),
          new ProtocolDetectionDelayRule());

  private ConnectRules() {}
}
