package dev.tlsdiag.lab;

import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ProtocolVersion;
import java.io.IOException;
import java.util.List;

/** A server that speaks nothing below TLS 1.3. */
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
  public UpstreamTls knobs(UpstreamTls usual) {
    return usual.withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_2);
  }

  @Override
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          String host = "tls13.example.test";
          TlsTerms terms =
              TlsTerms.of(lab.authority().issue(host), List.of(ProtocolVersion.TLS_1_3));
          lab.serve(
              LabServer.of("web", WebPage.Look.TEXT, HelloPolicy.always(new Reaction.Serve(terms))),
              host,
              false,
              "alert 70 for clients that offer at most TLS 1.2");
        });
  }
}
