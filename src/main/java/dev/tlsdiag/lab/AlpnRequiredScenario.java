package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A gRPC server: HTTP/2 by ALPN, or nothing. */
final class AlpnRequiredScenario implements Scenario {
  @Override
  public String name() {
    return "alpn-required";
  }

  @Override
  public String summary() {
    return "a server that refuses who does not offer h2";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("alpn-lost");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("grpc.example.test");
          Reaction good = lab.good(host);
          Target web =
              lab.serve(
                  LabServer.web(
                      "grpc",
                      hello ->
                          hello.alpnProtocols().contains("h2")
                              ? good
                              : Alerts.NO_APPLICATION_PROTOCOL),
                  host,
                  false,
                  "alert 120 for clients that do not offer h2");
          lab.alsoTry(trials -> trials.curl(web, "without ALPN", false, List.of("--no-alpn")));
        });
  }
}
