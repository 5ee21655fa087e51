package dev.tlsdiag.lab;

import dev.tlsdiag.tls.AlertDescription;
import java.io.IOException;
import java.util.List;

/** What is taken for a proxy is a port of TLS. */
final class ConnectToTlsPortScenario implements Scenario {
  @Override
  public String name() {
    return "connect-to-tls-port";
  }

  @Override
  public String summary() {
    return "what is taken for a proxy is a port of TLS";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("connect-to-something-that-is-not-a-forward-proxy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          LabServer other =
              LabServer.web("other", HelloPolicy.always(lab.good(lab.host("other.example.test"))))
                  .toPlaintext(new Reaction.SendAlert(AlertDescription.UNEXPECTED_MESSAGE));
          lab.proxy(ForeignProxy.Kind.EXPLICIT, other.connections(), List.of());
        });
  }
}
