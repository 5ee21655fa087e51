package dev.tlsdiag.lab;

import java.io.IOException;

/** A server with a good certificate for another name. */
final class WrongNameScenario implements Scenario {
  @Override
  public String name() {
    return "wrong-name";
  }

  @Override
  public String summary() {
    return "the server's certificate is for another name";
  }

  @Override
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          String host = "bad.example.test";
          lab.serveInVain(
              LabServer.web(
                  "web", HelloPolicy.always(lab.with(lab.authority().issue("other.example.test")))),
              host,
              "refused by every client: name mismatch");
        });
  }
}
