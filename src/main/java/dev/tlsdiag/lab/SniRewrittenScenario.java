package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;

/** A proxy that names a host which its server does not know. */
final class SniRewrittenScenario implements Scenario {
  @Override
  public String name() {
    return "sni-rewritten";
  }

  @Override
  public String summary() {
    return "the proxy names a host that the server does not serve";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.with(new SniPolicy.Fixed("old.invalid.test"));
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-rewritten");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("new.example.test");
          Reaction good = lab.good(host);
          lab.serve(
              LabServer.web(
                  "web",
                  hello ->
                      hello.serverName().filter(host::equals).isPresent()
                          ? good
                          : Alerts.UNRECOGNIZED_NAME),
              host,
              true,
              "alert 112 for any other name");
        });
  }
}
