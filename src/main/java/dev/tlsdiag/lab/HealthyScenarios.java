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
          new SlowHelloScenario(),
          HealthyCertificates.TWO_CERTIFICATES,
          HealthyCertificates.ODD_CHAIN,
          HealthyCertificates.UPPER_CASE,
          HealthyCertificates.ADDRESS,
          HealthyCertificates.LAST_DAY,
          HealthyCertificates.MAY_ASK,
          HelloScenarios.MANY_HELLOS,
          HelloScenarios.HELLO_RETRY,
          HelloScenarios.TWO_NAMES,
          new OwnStatusScenario(),
          new OwnForbiddenScenario(),
          new ForeignHostWorksScenario(),
          new HostRewrittenScenario(),
          new TwoProxiesScenario());

  private HealthyScenarios() {}
}
