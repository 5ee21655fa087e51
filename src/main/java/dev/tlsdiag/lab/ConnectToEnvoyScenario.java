package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** An HTTP policy takes the CONNECT before the forward proxy gets it. */
final class ConnectToEnvoyScenario implements Scenario {
  @Override
  public String name() {
    return "connect-404-envoy";
  }

  @Override
  public String summary() {
    return "an HTTP policy takes the CONNECT: 404 of Envoy";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connect-parsed-by-l7-policy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          ConnectProxy.Refusal refusal =
              new ConnectProxy.Refusal(404, "Not Found", Map.of("server", "envoy"), "");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
