package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/**
 * A service that is down behind a sidecar, asked for with a foreign Host: the Host has no part in
 * it.
 */
final class HostHeaderInnocentScenario implements Scenario {
  @Override
  public String name() {
    return "host-header-innocent";
  }

  @Override
  public String summary() {
    return "a foreign Host, and the sidecar has no server for any";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-made-status");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String name = lab.host("reviews.example.test");
          lab.plain(
              "service",
              name,
              true,
              PlainWeb.Policy.always(HttpAnswer.of(200, "tlsdiag-lab", "hello\n")));
          lab.asks("Host", lab.host("shop.example.test"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request ->
                      new HttpRouter.Route.Local(HttpAnswer.envoyReset("connection failure"))),
              List.of());
        });
  }
}
