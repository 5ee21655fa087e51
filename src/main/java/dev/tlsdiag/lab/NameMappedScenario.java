package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;

/** A gateway that maps a public name to an inner one on purpose, for a server that has both. */
final class NameMappedScenario implements Scenario {
  private static final String INNER = "backend.internal.test";

  @Override
  public String name() {
    return "name-mapped";
  }

  @Override
  public String summary() {
    return "a gateway that names its backend, as it is meant to";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.with(new SniPolicy.Fixed(INNER));
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
          String host = lab.host("www.example.test");
          Reaction outer = lab.good(host);
          Reaction inner = lab.good(INNER);
          lab.serve(
              LabServer.web(
                  "web",
                  hello -> hello.serverName().filter(INNER::equals).isPresent() ? inner : outer),
              host,
              false,
              "a certificate for each of its names");
        });
  }
}
