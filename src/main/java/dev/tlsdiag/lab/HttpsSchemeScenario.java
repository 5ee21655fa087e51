package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** The proxy's URL begins with https and the proxy speaks no TLS. */
final class HttpsSchemeScenario implements Scenario {
  @Override
  public String name() {
    return "https-scheme-for-http-proxy";
  }

  @Override
  public String summary() {
    return "HTTPS_PROXY=https://… for a proxy without TLS";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("https-scheme-for-http-proxy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          LabServer clear =
              LabServer.web(
                  "proxy",
                  HelloPolicy.always(
                      Reaction.Say.http("400 Bad Request", "Server: proxy", "cannot parse\n")));
          lab.proxy(ForeignProxy.Kind.EXPLICIT_TLS, clear.connections(), List.of());
        });
  }
}
