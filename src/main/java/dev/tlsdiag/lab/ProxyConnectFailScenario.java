package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The forward proxy cannot reach the server. */
final class ProxyConnectFailScenario implements Scenario {
  @Override
  public String name() {
    return "proxy-connect-fail";
  }

  @Override
  public String summary() {
    return "the proxy cannot reach the server";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-refused-connect");
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
                  503,
                  "Service Unavailable",
                  Map.of("Server", "squid/6.1", "X-Squid-Error", "ERR_CONNECT_FAIL 111"),
                  "no way\n");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
