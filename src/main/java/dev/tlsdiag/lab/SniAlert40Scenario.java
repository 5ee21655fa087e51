package dev.tlsdiag.lab;

import java.io.IOException;

/** A server that refuses a ClientHello without a name as many CDNs do. */
final class SniAlert40Scenario implements Scenario {
  @Override
  public String name() {
    return "sni-alert-40";
  }

  @Override
  public String summary() {
    return "alert 40 handshake_failure without SNI";
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
              LabServer.web("web", HelloPolicy.bySni(lab.good(host), Alerts.HANDSHAKE_FAILURE)),
              host,
              true,
              "answers with SNI, sends alert 40 without");
        });
  }
}
