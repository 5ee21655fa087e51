package dev.tlsdiag.lab;

import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.util.List;

/**
 * A server that sends its leaf alone: clients that have the intermediate from elsewhere do not
 * mind.
 */
final class IncompleteChainScenario implements Scenario {
  @Override
  public String name() {
    return "incomplete-chain";
  }

  @Override
  public String summary() {
    return "the server forgets its intermediate certificate";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("incomplete-chain");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("chain.example.test");
          LabAuthority intermediate = lab.authority().intermediate("tlsdiag lab intermediate CA");
          Credential whole =
              LabCertificate.of(host)
                  .issuerAt("http://ca.example.test/intermediate.crt")
                  .by(intermediate);
          Credential leafOnly = new Credential(whole.key(), List.of(whole.certificate()));
          lab.serve(
              LabServer.web("web", HelloPolicy.always(lab.with(leafOnly))),
              host,
              false,
              "accepted only by who has the intermediate already, as the client here");
          lab.clientTrusts(intermediate.certificate());
        });
  }
}
