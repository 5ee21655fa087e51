package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about what logs, flow records and configuration alone can show. */
final class MeshRules {
  static final List<Rule> ALL =
      List.of(
          new DnsNotInterceptedRule(),
          new FlowDroppedRule(),
          new ProxyTlsErrorRule(),
          new NoRequestBehindRedirectRule(),
          new ServerMadeStatusRule());

  private MeshRules() {}
}
