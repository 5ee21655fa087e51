package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;

/** A server that accepts nobody: its listen queue is full, and the system drops what else comes. */
final class FullQueueScenario implements Scenario {
  @Override
  public String name() {
    return "full-listen-queue";
  }

  @Override
  public String summary() {
    return "the server accepts nobody, and SYNs are dropped";
  }

  /** From outside it cannot be told from a filter or a missing route. */
  @Override
  public Expectation expects() {
    return Expectation.of(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          DeafListener listener = lab.closing(DeafListener.start());
          Endpoint address = listener.address();
          lab.at(address, "web", lab.host("web.example.test"), false, "never answers a SYN");
        });
  }
}
