package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A server that says Access denied itself. */
final class OwnForbiddenScenario implements Scenario {
  @Override
  public String name() {
    return "own-status-403";
  }

  @Override
  public String summary() {
    return "the server's own 403, in the words of a policy";
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
                  PlainWeb.Policy.always(HttpAnswer.of(403, "reviews/1.2", "Access denied\r\n")));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(request -> HttpRouter.Route.to(service.address())),
              List.of());
        });
  }
}
