package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of what is odd and works. */
final class HealthyScenarios {
  static final List<Scenario> ALL =
      List.of(
          new TlsInspectionScenario(),
          new LowerVersionScenario(),
          new OtherCiphersScenario(),
          new NameMappedScenario(),
          new CnameChainScenario(),
          new DnsOverTcpScenario(),
          new SlowHelloScenario());

  private HealthyScenarios() {}
}
