package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A proxy that does not allow the port, or the host. */
final class Connect403Scenario implements Scenario {
  @Override
  public String name() {
    return "connect-403";
  }

  @Override
  public String summary() {
    return "the proxy refuses CONNECT: forbidden";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connect-403-port-or-policy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          ConnectProxy.Refusal refusal =
              new ConnectProxy.Refusal(
                  403,
                  "Tunnel Forbidden",
                  Map.of("Via", "1.1 proxy.example.test"),
                  "port not allowed\n");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
