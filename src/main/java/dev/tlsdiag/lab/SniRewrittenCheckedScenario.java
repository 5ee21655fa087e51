package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import java.io.IOException;

/** A proxy that names another host, and wants the certificate to be for that one. */
final class SniRewrittenCheckedScenario implements Scenario {
  @Override
  public String name() {
    return "sni-rewritten-checked";
  }

  @Override
  public String summary() {
    return "the proxy checks the certificate for another name";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.with(new SniPolicy.Fixed("public.invalid.test"));
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-rewritten");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("inner.example.test");
          lab.serve(
              LabServer.web("web", HelloPolicy.always(lab.good(host))),
              host,
              false,
              "one certificate, whatever name is asked for");
        });
  }
}
