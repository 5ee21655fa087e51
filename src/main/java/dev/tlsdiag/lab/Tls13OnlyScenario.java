package dev.tlsdiag.lab;

import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;

/** A server that speaks nothing below TLS 1.3, and a proxy that ends at 1.2. */
final class Tls13OnlyScenario implements Scenario {
  @Override
  public String name() {
    return "tls13-only";
  }

  @Override
  public String summary() {
    return "a server that takes TLS 1.3 alone";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("tls-version-lowered");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("tls13.example.test");
          TlsTerms terms =
              TlsTerms.of(lab.authority().issue(host), List.of(ProtocolVersion.TLS_1_3));
          Target web =
              lab.serve(
                  LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
                  host,
                  false,
                  "alert 70 for clients that offer at most TLS 1.2");
          lab.alsoTry(
              trials ->
                  trials.curl(web, "with TLS 1.2 at most", false, List.of("--tls-max", "1.2")));
        });
  }
}
