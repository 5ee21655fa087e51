package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.util.List;

/** A tunnel through two forward proxies. */
final class TwoProxiesScenario implements Scenario {
  @Override
  public String name() {
    return "two-forward-proxies";
  }

  @Override
  public String summary() {
    return "a tunnel through two forward proxies";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("web.example.test"));
          Endpoint second = lab.listen(ConnectProxy.relaying(lab.loopback(), web.address()));
          lab.proxy(
              ForeignProxy.Kind.EXPLICIT,
              ConnectProxy.chaining(lab.loopback(), second, web.authority()),
              List.of(web.name()));
        });
  }
}
