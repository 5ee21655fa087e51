package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A sidecar that speaks HTTP/2 to a server of HTTP/1.1. */
final class H2ForcedScenario implements Scenario {
  @Override
  public String name() {
    return "h2-forced";
  }

  @Override
  public String summary() {
    return "the sidecar forces HTTP/2 on a server of HTTP/1.1";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-made-status").captured("h2-forced-on-http1-upstream");
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
                  (request, number) ->
                      request.protocolVersion().majorVersion() == 1
                          ? Optional.of(HttpAnswer.of(200, "tlsdiag-lab", "hello\n"))
                          : Optional.empty());
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request -> new HttpRouter.Route.To(service.address(), Optional.empty(), true)),
              List.of());
        });
  }
}
