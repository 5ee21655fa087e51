package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;

/** A server with a certificate for whoever names nobody; shows where the proxy checks names. */
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
    return "cilium-before-sni-fix";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.withVerification(true, true);
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
              LabServer.web(
                  "web",
                  HelloPolicy.bySni(lab.good(host), lab.good(lab.host("default.invalid.test")))),
              host,
              true,
              "right certificate with SNI, default.invalid.test without");
        });
  }
}
