package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The forward proxy cannot resolve the name. */
final class ProxyDnsScenario implements Scenario {
  @Override
  public String name() {
    return "proxy-dns-failure";
  }

  @Override
  public String summary() {
    return "the proxy has no address for the name";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-side-dns-failure");
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
                  Map.of("Server", "squid/6.1", "X-Squid-Error", "ERR_DNS_FAIL 0"),
                  "no address\n");
          lab.proxy(ForeignProxy.Kind.EXPLICIT, ConnectProxy.refusing(refusal), List.of());
        });
  }
}
