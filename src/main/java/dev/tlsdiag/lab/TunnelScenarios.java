package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of CONNECT, SOCKS and PROXY headers. */
final class TunnelScenarios {
  static final List<Scenario> ALL =
      List.of(
          new Connect403Scenario(),
          new Connect407Scenario(),
          new ConnectToWebServerScenario(),
          new ConnectToEnvoyScenario(),
          new ProxyDnsScenario(),
          new ProxyConnectFailScenario(),
          new HttpsSchemeScenario(),
          new ConnectToTlsPortScenario(),
          new SniNamesProxyScenario(),
          new SniLostInTunnelScenario(),
          new NoProxyScenario());

  private TunnelScenarios() {}
}
