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
  public Expectation expects() {
    return Expectation.of("certificate-wrong-name").captured(Expectation.CANNOT_TELL);
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
                      lab.with(lab.authority().issue(lab.host("other.example.test"))))),
              host,
              "refused by every client: name mismatch");
        });
  }
}
