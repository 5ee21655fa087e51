package dev.tlsdiag.lab;

import java.io.IOException;

/** Nothing listens where the server should be. */
final class RefusedScenario implements Scenario {
  @Override
  public String name() {
    return "connection-refused";
  }

  @Override
  public String summary() {
    return "nothing listens on the server's port";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connection-refused");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.absent("web", lab.host("web.example.test"));
        });
  }
}
