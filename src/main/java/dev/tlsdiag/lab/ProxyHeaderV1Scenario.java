package dev.tlsdiag.lab;

import dev.tlsdiag.tls.AlertDescription;
import java.io.IOException;

/** A proxy set to send PROXY headers of version 1 to a server that knows nothing of them. */
final class ProxyHeaderV1Scenario implements Scenario {
  @Override
  public String name() {
    return "proxy-header-v1";
  }

  @Override
  public String summary() {
    return "the proxy sends a PROXY header v1 nobody expects";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("proxy-protocol-unexpected");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("web.example.test");
          LabServer web = LabServer.web("web", HelloPolicy.always(lab.good(host)));
          Reaction alert = new Reaction.SendAlert(AlertDescription.PROTOCOL_VERSION);
          lab.serve(web.toPlaintext(alert), host, false, "answers TLS alone");
          lab.ways(Ways.withProxyHeader(1));
        });
  }
}
