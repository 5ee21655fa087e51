package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A request for this very host goes to a forward proxy. */
final class NoProxyScenario implements Scenario {
  @Override
  public String name() {
    return "no-proxy-not-honoured";
  }

  @Override
  public String summary() {
    return "a request for a host close by goes to a far proxy";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("no-proxy-not-honoured");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.plain(
              "local",
              "127.0.0.1",
              true,
              PlainWeb.Policy.always(HttpAnswer.of(200, "tlsdiag-lab", "hello\n")));
          lab.proxy(
              ForeignProxy.Kind.EXPLICIT,
              PlainWeb.connections(
                  PlainWeb.Policy.always(HttpAnswer.of(503, "proxy", "no way there\n"))),
              List.of());
        });
  }
}
