package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A gateway does not hand 425 on properly. */
final class EarlyDataScenario implements Scenario {
  @Override
  public String name() {
    return "early-data-425";
  }

  @Override
  public String summary() {
    return "a gateway answers 425, too early";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("early-data-rejected").captured(Expectation.CANNOT_TELL);
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
              web.host(), new LabInterceptor.LocalAnswer(425, "tlsdiag-lab", "too early\n"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER, proxy.transparent().connections(), List.of());
        });
  }
}
