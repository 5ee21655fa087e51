package dev.tlsdiag.lab;

import java.io.IOException;

/** A server that refuses a ClientHello without a name as RFC 6066 section 3 has it. */
final class SniAlert112Scenario implements Scenario {
  @Override
  public String name() {
    return "sni-alert-112";
  }

  @Override
  public String summary() {
    return "alert 112 unrecognized_name without SNI";
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
              LabServer.web("web", HelloPolicy.bySni(lab.good(host), Alerts.UNRECOGNIZED_NAME)),
              host,
              true,
              "answers with SNI, sends alert 112 without");
        });
  }
}
