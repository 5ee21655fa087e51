package dev.tlsdiag.lab;

import java.io.IOException;

/** A server with an internal certificate: the client knows its authority, the proxy does not. */
final class BundleLacksIssuerScenario implements Scenario {
  @Override
  public String name() {
    return "bundle-lacks-issuer";
  }

  @Override
  public String summary() {
    return "the proxy trusts too little to verify the server";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public RunningScenario start() throws IOException {
    return Lab.start(
        this,
        lab -> {
          lab.healthy("web", "internal.example.test");
          lab.proxyTrustsOnly(LabAuthority.root("tlsdiag lab public CA").certificate());
        });
  }
}
