package dev.tlsdiag.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A reverse proxy hands the public Host on, and the sidecar goes by it. */
final class HostHeaderScenario implements Scenario {
  @Override
  public String name() {
    return "host-header-decides-route";
  }

  @Override
  public String summary() {
    return "the sidecar goes by the Host, which names another service";
  }

  @Override
  public boolean bringsProxy() {
    return true;
  }

  @Override
  public Expectation expects() {
    return Expectation.of("host-header-decides-route").captured("proxy-made-status");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          MeshGround mesh = MeshGround.in(lab);
          mesh.program();
          mesh.asksByPublicName();
          mesh.reverseProxy(Optional.empty(), true, List.of());
        });
  }
}
