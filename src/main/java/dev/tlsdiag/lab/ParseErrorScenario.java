package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A gateway cannot read what its server answers. */
final class ParseErrorScenario implements Scenario {
  @Override
  public String name() {
    return "http-parse-error";
  }

  @Override
  public String summary() {
    return "the server's response breaks the framing of HTTP";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("http-parse-error-after-good-tls").captured(Expectation.CANNOT_TELL);
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
              web.host(),
              new LabInterceptor.LocalAnswer(
                  502,
                  "envoy",
                  "upstream connect error or disconnect/reset before headers. reset reason: protocol error"));
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER, proxy.transparent().connections(), List.of());
        });
  }
}
