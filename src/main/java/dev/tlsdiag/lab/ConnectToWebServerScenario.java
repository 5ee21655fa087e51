package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What is taken for a proxy is a web server. */
final class ConnectToWebServerScenario implements Scenario {
  @Override
  public String name() {
    return "connect-to-web-server";
  }

  @Override
  public String summary() {
    return "what is taken for a proxy is a web server";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connect-to-something-that-is-not-a-forward-proxy");
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
                  405,
                  "Not Allowed",
                  Map.of("Allow", "GET, HEAD", "Server", "nginx"),
                  "405 Not Allowed\n");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
