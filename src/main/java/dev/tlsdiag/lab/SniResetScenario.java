package dev.tlsdiag.lab;

import java.io.IOException;

/** A server, or a filter before it, that resets a connection without a name. */
final class SniResetScenario implements Scenario {
  @Override
  public String name() {
    return "sni-reset";
  }

  @Override
  public String summary() {
    return "TCP reset without SNI";
  }

  @Override
  public String profile() {
    return "cilium-before-sni-fix";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-missing");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("sni.example.test");
          lab.serve(
              LabServer.web("web", HelloPolicy.bySni(lab.good(host), new Reaction.Reset())),
              host,
              true,
              "answers with SNI, resets without");
        });
  }
}
