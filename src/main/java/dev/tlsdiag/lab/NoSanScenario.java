package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/**
 * TLS inspection by the recipe that sets a common name alone: curl takes it; Go, OkHttp and urllib3
 * (requests, pip, the AWS CLI) do not.
 */
final class NoSanScenario implements Scenario {
  @Override
  public String name() {
    return "no-san";
  }

  @Override
  public String summary() {
    return "TLS inspection with a certificate without SAN";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("leaf-without-san").captured(Expectation.CANNOT_TELL);
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
          Credential leaf =
              inspection.issue(LeafSpec.of(List.of(web.host()), Instant.now()).withoutSan());
          LabInterceptor proxy = lab.interceptor();
          proxy.intercept(web.host(), TlsTerms.http1(leaf), web.address());
          ForeignProxy foreign =
              lab.proxy(ForeignProxy.Kind.EXPLICIT, proxy.explicit(), List.of(web.name()));
          lab.alsoTry(trials -> trials.python(web, foreign, false));
        });
  }
}
