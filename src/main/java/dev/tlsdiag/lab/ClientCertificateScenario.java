package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;

/** A server that wants a certificate: the client has one, a proxy between cannot show it. */
final class ClientCertificateScenario implements Scenario {
  @Override
  public String name() {
    return "client-certificate";
  }

  @Override
  public String summary() {
    return "the server wants a certificate that a proxy lacks";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("client-certificate-required");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("mtls.example.test");
          TlsTerms terms =
              TlsTerms.demanding(
                  lab.authority().issue(host), List.of(lab.authority().certificate()));
          Target web =
              lab.serve(
                  LabServer.web("web", HelloPolicy.always(new Reaction.Serve(terms))),
                  host,
                  false,
                  "refuses clients without a certificate of the lab CA");
          lab.clientShows(lab.authority().issue(lab.host("client.example.test")));
          lab.alsoTry(trials -> trials.anonymousCurl(web, false));
        });
  }
}
