package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of DNS and TCP, up to where a connection stands. */
final class ConnectScenarios {
  static final List<Scenario> ALL =
      List.of(
          new DnsRefusedScenario(),
          new DnsFakeNxdomainScenario(),
          new DnsTruncatedScenario(),
          new RefusedScenario(),
          new FullQueueScenario(),
          new PolicyDropScenario(),
          new ProxyHeaderMissingScenario(),
          new ProxyHeaderV1Scenario(),
          new ProxyHeaderV2Scenario(),
          new DetectionDelayScenario());

  private ConnectScenarios() {}
}
