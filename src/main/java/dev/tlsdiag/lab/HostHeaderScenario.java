package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A reverse proxy hands the public Host on, and the sidecar goes by it. */
final class HostHeaderScenario implements Scenario {
  @Override
  public String name() {
    return "host-header-decides-route";
  }

  @Override
  public String summary() {
    return "the sidecar goes by the Host, which names another service";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("host-header-decides-route").captured("proxy-made-status");
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
          lab.asks("Host", lab.host("shop.example.test"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request ->
                      HttpRouter.host(request).equals(name)
                          ? HttpRouter.Route.to(service.address())
                          : new HttpRouter.Route.Local(
                              HttpAnswer.envoyReset("connection failure"))),
              List.of());
        });
  }
}
