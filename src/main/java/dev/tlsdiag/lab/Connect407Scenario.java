package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A proxy that wants a user and a password first. */
final class Connect407Scenario implements Scenario {
  @Override
  public String name() {
    return "connect-407";
  }

  @Override
  public String summary() {
    return "the proxy refuses CONNECT: authentication required";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connect-407-auth");
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
                  407,
                  "Proxy Authentication Required",
                  Map.of("Proxy-Authenticate", "Basic realm=\"proxy.example.test\""),
                  "who are you\n");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
