package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A proxy that parses HTTP on a port whose clients speak TLS. */
final class PlaintextProxyScenario implements Scenario {
  @Override
  public String name() {
    return "plaintext-proxy";
  }

  @Override
  public String summary() {
    return "the proxy answers TLS in the clear";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("plaintext-answer-from-l7-proxy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          Reaction refusal = Reaction.Say.http("400 Bad Request", "server: envoy", "Bad Request");
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              LabServer.web("proxy", HelloPolicy.always(refusal))
                  .toPlaintext(refusal)
                  .connections(),
              List.of());
        });
  }
}
