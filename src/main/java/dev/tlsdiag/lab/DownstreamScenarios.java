package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of TLS between client and proxy. */
final class DownstreamScenarios {
  static final List<Scenario> ALL =
      List.of(new PlaintextProxyScenario(), new UntrustedCaScenario(), new NoSanScenario());

  private DownstreamScenarios() {}
}
