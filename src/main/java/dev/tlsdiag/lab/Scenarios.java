package dev.tlsdiag.lab;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All that the lab can make happen. */
public final class Scenarios {
  /** In the order in which a reader is to meet them. */
  public static final List<Scenario> ALL =
      Stream.of(
              UpstreamScenarios.ALL,
              HelloScenarios.ALL,
              DownstreamScenarios.ALL,
              CertificateScenarios.ALL,
              SessionScenarios.ALL,
              TunnelScenarios.ALL,
              ConnectScenarios.ALL,
              HttpScenarios.ALL,
              IntolerantScenarios.ALL,
              HealthyScenarios.ALL)
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
