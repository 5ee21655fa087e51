package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about the TLS connection that a proxy opens to its server. */
final class UpstreamRules {
  static final List<Rule> ALL =
      List.of(
          new UpstreamSniMissingRule(),
          new UpstreamSniRewrittenRule(),
          new UpstreamSniFollowsDownstreamSniRule(),
          new DoubleTlsRule(),
          new AlpnLostRule(),
          new TlsVersionLoweredRule(),
          new WorksOnlyByResumptionRule());

  private UpstreamRules() {}
}
