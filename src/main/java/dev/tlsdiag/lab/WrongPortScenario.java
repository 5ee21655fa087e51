package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The right Host at a port that the service does not have: the same 503, for another reason. */
final class WrongPortScenario implements Scenario {
  @Override
  public String name() {
    return "wrong-port";
  }

  @Override
  public String summary() {
    return "the right Host at a port the service does not have";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("service-lacks-port").besides("proxy-made-status");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          MeshGround mesh = MeshGround.in(lab);
          lab.nobody("service", lab.host(MeshGround.REVIEWS));
          mesh.reverseProxy(Optional.empty(), false, List.of());
        });
  }
}
