package dev.tlsdiag.lab;

import java.io.IOException;

/** A proxy that offers TLS 1.2 and HTTP/1.1 alone to a server that does not mind. */
final class LowerVersionScenario implements Scenario {
  @Override
  public String name() {
    return "lower-version";
  }

  @Override
  public String summary() {
    return "a proxy with TLS 1.2 and HTTP/1.1 that works";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(this, names, lab -> lab.healthy("web", lab.host("modern.example.test")));
  }
}
