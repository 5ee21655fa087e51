package dev.tlsdiag.lab;

import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A server whose certificate ran out two days ago. */
final class ExpiredScenario implements Scenario {
  @Override
  public String name() {
    return "expired";
  }

  @Override
  public String summary() {
    return "the server's certificate ran out two days ago";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("certificate-expired").captured(Expectation.CANNOT_TELL);
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
                                          Instant.now().minus(Duration.ofDays(30)),
                                          Instant.now().minus(Duration.ofDays(2))))))),
              host,
              "refused by every client: expired");
        });
  }
}
