package dev.tlsdiag.lab;

import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** A server that signed its certificate itself. */
final class SelfSignedScenario implements Scenario {
  @Override
  public String name() {
    return "self-signed";
  }

  @Override
  public String summary() {
    return "the server signed its certificate itself";
  }

  @Override
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          String host = "bad.example.test";
          lab.serveInVain(
              LabServer.web(
                  "web",
                  HelloPolicy.always(
                      lab.with(
                          LabAuthority.selfSigned(LeafSpec.of(List.of(host), Instant.now()))))),
              host,
              "refused by every client: self-signed");
        });
  }
}
