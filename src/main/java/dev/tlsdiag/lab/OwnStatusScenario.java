package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A server with a 503 of its own, which its proxy hands on. */
final class OwnStatusScenario implements Scenario {
  @Override
  public String name() {
    return "own-status-503";
  }

  @Override
  public String summary() {
    return "the server's own 503 through a sidecar";
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
                  false,
                  PlainWeb.Policy.always(HttpAnswer.of(503, "reviews/1.2", "maintenance\n")));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(request -> HttpRouter.Route.to(service.address())),
              List.of());
        });
  }
}
