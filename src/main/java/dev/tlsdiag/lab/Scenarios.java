package dev.tlsdiag.lab;

import java.util.List;
import java.util.Optional;

/** All that the lab can make happen. */
public final class Scenarios {
  /** In the order in which a reader is to meet them. */
  public static final List<Scenario> ALL =
      List.of(
          new MrapNoSniScenario(),
          new SniAlert112Scenario(),
          new SniAlert40Scenario(),
          new SniResetScenario(),
          new SniCloseScenario(),
          new SniDefaultCertificateScenario(),
          new Tls13OnlyScenario(),
          new Tls12OnlyScenario(),
          new AlpnRequiredScenario());

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
