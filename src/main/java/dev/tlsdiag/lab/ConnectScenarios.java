package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of DNS and TCP, up to where a connection stands. */
final class ConnectScenarios {
  static final List<Scenario> ALL = List.of();

  private ConnectScenarios() {}
}
