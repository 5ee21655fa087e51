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
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          String host = "bad.example.test";
          lab.serveInVain(
              LabServer.web(
                  "web", HelloPolicy.always(lab.with(LabAuthority.root("unknown CA").issue(host)))),
              host,
              "refused by every client: unknown authority");
        });
  }
}
