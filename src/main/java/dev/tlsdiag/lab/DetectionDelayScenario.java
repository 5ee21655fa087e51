package dev.tlsdiag.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A proxy that waits for bytes to tell the protocol by, until its timer of 5 s runs out. */
final class DetectionDelayScenario implements Scenario {
  private static final Duration TIMER = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "detection-delay";
  }

  @Override
  public String summary() {
    return "the proxy answers after exactly 5 s";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("protocol-detection-delay");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("web.example.test");
          Target web = lab.healthy("web", host);
          LabInterceptor proxy = lab.interceptor();
          TlsTerms terms = TlsTerms.http1(lab.authority().issue(host));
          proxy.intercept(host, terms, web.address());
          lab.proxy(
              ForeignProxy.Kind.INSTEAD_OF_SERVER,
              DelayedStart.by(TIMER, proxy.transparent().connections()),
              List.of());
        });
  }
}
