package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.util.List;

/** TLS inspection whose authority was not given to the client. */
final class UntrustedCaScenario implements Scenario {
  @Override
  public String name() {
    return "untrusted-ca";
  }

  @Override
  public String summary() {
    return "the client lacks the internal authority";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("untrusted-internal-ca").captured(Expectation.CANNOT_TELL);
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("artii.example.test"));
          LabAuthority inspection = LabAuthority.root("internal TLS inspection CA");
          Credential leaf = inspection.issue(web.host());
          LabInterceptor proxy = lab.interceptor();
          proxy.intercept(web.host(), TlsTerms.http1(leaf), web.address());
          lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of());
        });
  }
}
