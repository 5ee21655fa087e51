package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of CONNECT, SOCKS and PROXY headers. */
final class TunnelScenarios {
  static final List<Scenario> ALL =
      List.of(new Connect403Scenario(), new Connect407Scenario(), new ConnectToWebServerScenario());

  private TunnelScenarios() {}
}
