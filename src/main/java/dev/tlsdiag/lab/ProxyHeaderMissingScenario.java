package dev.tlsdiag.lab;

import java.io.IOException;

/** A server behind a load balancer that sends PROXY headers; the proxy goes around it. */
final class ProxyHeaderMissingScenario implements Scenario {
  @Override
  public String name() {
    return "proxy-header-missing";
  }

  @Override
  public String summary() {
    return "the server wants a PROXY header, the proxy sends none";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-protocol-expected-missing");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("web.example.test");
          LabServer web = LabServer.web("web", HelloPolicy.always(lab.good(host)));
          lab.at(
              lab.listen(web.behindProxyHeader()),
              "web",
              host,
              false,
              "closes without a PROXY header");
          lab.ways(Ways.withClientHeader());
        });
  }
}
