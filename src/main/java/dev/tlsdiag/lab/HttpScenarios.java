package dev.tlsdiag.lab;

import java.util.List;

/** Scenarios of HTTP: what proxies and meshes answer by themselves. */
final class HttpScenarios {
  static final List<Scenario> ALL = List.of(new Proxy503Scenario());

  private HttpScenarios() {}
}
