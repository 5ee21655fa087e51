package dev.tlsdiag.lab;

import java.io.IOException;
import java.time.Duration;

/** A busy server: it takes its time for every ClientHello, no round one. */
final class SlowHelloScenario implements Scenario {
  private static final Duration BUSY = Duration.ofMillis(1_300);

  @Override
  public String name() {
    return "slow-answer";
  }

  @Override
  public String summary() {
    return "the server takes 1.3 s to answer a ClientHello";
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("web.example.test");
          LabServer web = LabServer.web("web", HelloPolicy.always(lab.good(host)));
          lab.at(
              lab.listen(DelayedStart.by(BUSY, web.connections())),
              "web",
              host,
              true,
              "answers late, and as it should");
        });
  }
}
