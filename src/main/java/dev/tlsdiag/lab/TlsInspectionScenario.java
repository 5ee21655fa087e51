package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.util.List;

/** TLS inspection as it is to be. */
final class TlsInspectionScenario implements Scenario {
  @Override
  public String name() {
    return "tls-inspection";
  }

  @Override
  public String summary() {
    return "TLS inspection done right";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          Target web = lab.healthy("web", lab.host("artii.example.test"));
          LabAuthority inspection = LabAuthority.root("internal TLS inspection CA");
          lab.clientTrusts(inspection.certificate());
          Credential leaf = inspection.issue(web.host());
          LabInterceptor proxy = lab.interceptor();
          proxy.intercept(web.host(), TlsTerms.http1(leaf), web.address());
          ForeignProxy foreign =
              lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of(web.name()));
          lab.alsoTry(trials -> trials.python(web, foreign, true));
        });
  }
}
