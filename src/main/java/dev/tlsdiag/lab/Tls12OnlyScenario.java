package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;

/** A server that never learnt TLS 1.3, and a proxy that was told to offer nothing else. */
final class Tls12OnlyScenario implements Scenario {
  @Override
  public String name() {
    return "tls12-only";
  }

  @Override
  public String summary() {
    return "a server that takes TLS 1.2 alone";
  }

  @Override
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.withVersions(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_3);
  }

  @Override
  public Expectation expects() {
    return Expectation.of("protocol-version-refused");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("tls12.example.test");
          TlsTerms terms =
              TlsTerms.of(lab.authority().issue(host), List.of(ProtocolVersion.TLS_1_2));
          Target web =
              lab.serve(
                  LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
                  host,
                  false,
                  "alert 70 for clients that offer TLS 1.3 alone");
          lab.alsoTry(
              trials -> trials.curl(web, "with TLS 1.3 alone", false, List.of("--tlsv1.3")));
        });
  }
}
