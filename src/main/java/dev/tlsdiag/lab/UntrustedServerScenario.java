package dev.tlsdiag.lab;

import java.io.IOException;

/** A server whose authority nobody here knows. */
final class UntrustedServerScenario implements Scenario {
  @Override
  public String name() {
    return "untrusted-server";
  }

  @Override
  public String summary() {
    return "the server's authority is known to nobody";
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
                  "web", HelloPolicy.always(lab.with(LabAuthority.root("unknown CA").issue(host)))),
              host,
              "refused by every client: unknown authority");
        });
  }
}
