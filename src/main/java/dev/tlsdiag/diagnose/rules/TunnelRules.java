package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about what stands before TLS: CONNECT, SOCKS, a PROXY header. */
final class TunnelRules {
  static final List<Rule> ALL = List.of(new ProxyRefusedConnectRule());

  private TunnelRules() {}
}
