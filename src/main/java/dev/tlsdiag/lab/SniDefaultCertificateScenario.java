package dev.tlsdiag.lab;

import java.io.IOException;

/** A server with a certificate for whoever names nobody. */
final class SniDefaultCertificateScenario implements Scenario {
  @Override
  public String name() {
    return "sni-default-certificate";
  }

  @Override
  public String summary() {
    return "another name's certificate without SNI";
  }

  @Override
  public String profile() {
    return Profiles.LOSES_SNI;
  }

  @Override
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          String host = "sni.example.test";
          lab.serve(
              LabServer.of(
                  "web",
                  WebPage.Look.TEXT,
                  HelloPolicy.bySni(lab.good(host), lab.good("default.invalid.test"))),
              host,
              true,
              "right certificate with SNI, that of default.invalid.test without");
        });
  }
}
