package dev.tlsdiag.lab;

import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A server whose certificate begins in two days: more often a wrong clock. */
final class NotYetValidScenario implements Scenario {
  @Override
  public String name() {
    return "not-yet-valid";
  }

  @Override
  public String summary() {
    return "the server's certificate begins in two days";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("certificate-not-yet-valid").captured(Expectation.CANNOT_TELL);
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
                          lab.authority()
                              .issue(
                                  LeafSpec.of(List.of(host), Instant.now())
                                      .valid(
                                          Instant.now().plus(Duration.ofDays(2)),
                                          Instant.now().plus(Duration.ofDays(30))))))),
              host,
              "refused by every client: not yet valid");
        });
  }
}
