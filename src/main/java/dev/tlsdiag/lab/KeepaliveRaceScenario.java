package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A sidecar that keeps connections longer than its server. */
final class KeepaliveRaceScenario implements Scenario {
  @Override
  public String name() {
    return "keepalive-race";
  }

  @Override
  public String summary() {
    return "the sidecar's idle connection was closed by the server";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("keepalive-race").captured(Expectation.CANNOT_TELL);
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
          AtomicInteger requests = new AtomicInteger();
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              lab.router(
                  request ->
                      requests.getAndIncrement() == 0
                          ? new HttpRouter.Route.Local(
                              HttpAnswer.envoyReset("connection termination"))
                          : HttpRouter.Route.to(service.address())),
              List.of());
        });
  }
}
