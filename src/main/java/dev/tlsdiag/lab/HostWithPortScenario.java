package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A sidecar whose domains have the name without its port. */
final class HostWithPortScenario implements Scenario {
  @Override
  public String name() {
    return "host-has-port";
  }

  @Override
  public String summary() {
    return "the sidecar knows the name, not the name with its port";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("host-has-port-no-route").captured(Expectation.CANNOT_TELL);
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
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request ->
                      request.headers().get("host").equals(name)
                          ? HttpRouter.Route.to(service.address())
                          : new HttpRouter.Route.Local(HttpAnswer.of(404, "envoy", ""))),
              List.of());
        });
  }
}
