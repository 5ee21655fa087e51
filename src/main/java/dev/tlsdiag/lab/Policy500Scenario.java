package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** Cilium lost the policy of the pod. */
final class Policy500Scenario implements Scenario {
  @Override
  public String name() {
    return "policy-500";
  }

  @Override
  public String summary() {
    return "the proxy of Cilium knows no policy for the pod";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("policy-500-no-policy").captured(Expectation.CANNOT_TELL);
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
          proxy.answer(web.host(), new LabInterceptor.LocalAnswer(500, "envoy", ""));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER, proxy.transparent().connections(), List.of());
        });
  }
}
