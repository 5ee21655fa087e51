package dev.tlsdiag.lab;

import java.util.List;

/**
 * Scenarios of servers and boxes that die of something in a ClientHello that no standard forbids.
 */
final class IntolerantScenarios {
  static final List<Scenario> ALL = List.of();

  private IntolerantScenarios() {}
}
