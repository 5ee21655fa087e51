package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A mesh proxy that has no server for one host and says so itself; the server is never asked. */
final class Proxy503Scenario implements Scenario {
  @Override
  public String name() {
    return "proxy-503-by-itself";
  }

  @Override
  public String summary() {
    return "the proxy answers 503 for one host by itself";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-made-status").captured(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target orphan = lab.healthy("orphan", lab.host("orphan.example.test"));
          Target web = lab.healthy("web", lab.host("web.example.test"));
          LabInterceptor proxy = lab.interceptor();
          for (Target target : List.of(orphan, web)) {
            TlsTerms terms = TlsTerms.http1(lab.authority().issue(target.host()));
            proxy.intercept(target.host(), terms, target.address());
          }
          proxy.answer(
              orphan.host(), new LabInterceptor.LocalAnswer(503, "envoy", "no healthy upstream"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              proxy.transparent().connections(),
              List.of(web.name()));
        });
  }
}
