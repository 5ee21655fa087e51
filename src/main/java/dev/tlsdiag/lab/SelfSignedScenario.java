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
  public Expectation expects() {
    return Expectation.of("untrusted-internal-ca").captured(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("bad.example.test");
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
