package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of HTTP: what proxies and meshes answer by themselves. */
final class HttpScenarios {
  static final List<Scenario> ALL =
      List.of(
          new Proxy503Scenario(),
          new HostHeaderScenario(),
          new HostHeaderInnocentScenario(),
          new WrongPortScenario(),
          new HostWithPortScenario(),
          new StrictMtlsScenario(),
          new Policy403Scenario(),
          new Policy500Scenario(),
          new EarlyDataScenario(),
          new ParseErrorScenario(),
          new CoalescedScenario(),
          new KeepaliveRaceScenario(),
          new H2ForcedScenario());

  private HttpScenarios() {}
}
