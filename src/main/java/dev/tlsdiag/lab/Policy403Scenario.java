package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** Cilium forbids the request by an HTTP rule. */
final class Policy403Scenario implements Scenario {
  @Override
  public String name() {
    return "policy-403";
  }

  @Override
  public String summary() {
    return "an HTTP rule of Cilium forbids the request";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("policy-403-access-denied").captured(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("web.example.test"));
          LabInterceptor proxy = lab.interceptor();
          proxy.intercept(
              web.host(), TlsTerms.http1(lab.authority().issue(web.host())), web.address());
          proxy.answer(
              web.host(), new LabInterceptor.LocalAnswer(403, "envoy", "Access denied\r\n"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER, proxy.transparent().connections(), List.of());
        });
  }
}
