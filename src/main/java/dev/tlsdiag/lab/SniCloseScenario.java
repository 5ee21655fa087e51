package dev.tlsdiag.lab;

import java.io.IOException;

/** A server that closes a connection without a name and says nothing. */
final class SniCloseScenario implements Scenario {
  @Override
  public String name() {
    return "sni-close";
  }

  @Override
  public String summary() {
    return "TCP close without SNI, not a byte of TLS";
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
              LabServer.web("web", HelloPolicy.bySni(lab.good(host), new Reaction.HangUp())),
              host,
              true,
              "answers with SNI, closes without");
        });
  }
}
