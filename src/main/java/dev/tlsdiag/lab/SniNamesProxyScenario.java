package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A client that names the proxy in its tunnels. */
final class SniNamesProxyScenario implements Scenario {
  @Override
  public String name() {
    return "sni-names-the-proxy";
  }

  @Override
  public String summary() {
    return "the client names the proxy in the tunnel";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("sni-names-the-proxy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Reaction.Serve others =
              new Reaction.Serve(
                  TlsTerms.of(lab.authority().issue(lab.host("default.example.test"))));
          String host = lab.host("web.example.test");
          Reaction good = lab.good(host);
          Target web =
              lab.serve(
                  LabServer.web(
                      "web",
                      hello -> hello.serverName().filter(host::equals).isPresent() ? good : others),
                  host,
                  true,
                  "has a default certificate for whom it does not know");
          lab.namesThroughProxy(lab.host("proxy.example.test"));
          lab.proxy(
              ForeignProxy.Kind.EXPLICIT,
              ConnectProxy.relaying(lab.loopback(), web.address()),
              List.of(web.name()));
        });
  }
}
