package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about what a proxy or a box on the way decides. */
final class PolicyRules {
  static final List<Rule> ALL =
      List.of(
          new SniPolicyDenyRule(),
          new TlsContextMissingRule(),
          new SniBlocklistResetRule(),
          new RegistryOnlyRule(),
          new PortHijackedRule(),
          new EchRule());

  private PolicyRules() {}
}
