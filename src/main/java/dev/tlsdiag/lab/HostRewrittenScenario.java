package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A reverse proxy that sets the Host to the service, as it should before a mesh. */
final class HostRewrittenScenario implements Scenario {
  @Override
  public String name() {
    return "host-header-rewritten";
  }

  @Override
  public String summary() {
    return "a reverse proxy sets the Host to the service it asks";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.healthy();
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          MeshGround mesh = MeshGround.in(lab);
          Target service = mesh.program();
          mesh.asksByPublicName();
          mesh.reverseProxy(Optional.of(service.host()), true, List.of(service.name()));
        });
  }
}
