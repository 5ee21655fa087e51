package dev.tlsdiag.lab;

import java.io.IOException;

/** A server that speaks HTTP on the port where TLS is expected. */
final class PlaintextServerScenario implements Scenario {
  @Override
  public String name() {
    return "plaintext-server";
  }

  @Override
  public String summary() {
    return "the server speaks HTTP on its TLS port";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("plaintext-answer");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Reaction refusal =
              Reaction.Say.http("400 Bad Request", "Server: tlsdiag-lab", "no HTTP\n");
          Reaction page = Reaction.Say.http("200 OK", "Server: tlsdiag-lab", "in the clear\n");
          lab.serveInVain(
              LabServer.web("web", HelloPolicy.always(refusal)).toPlaintext(page),
              lab.host("plain.example.test"),
              "answers a ClientHello with HTTP in the clear");
        });
  }
}
