package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A foreign Host with a port, which the sidecar has a route for. */
final class ForeignHostWorksScenario implements Scenario {
  @Override
  public String name() {
    return "foreign-host-works";
  }

  @Override
  public String summary() {
    return "a foreign Host with a port, and a route for it";
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
          String name = lab.host("reviews.example.test");
          Target service =
              lab.plain(
                  "service",
                  name,
                  true,
                  PlainWeb.Policy.always(HttpAnswer.of(200, "tlsdiag-lab", "hello\n")));
          lab.asks("Host", lab.host("shop.example.test") + ":8443");
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(request -> HttpRouter.Route.to(service.address())),
              List.of(service.name()));
        });
  }
}
