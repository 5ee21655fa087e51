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
  public Expectation expects() {
    return Expectation.of("upstream-bundle-lacks-issuer");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("internal.example.test"));
          lab.proxyTrustsOnly(LabAuthority.root("tlsdiag lab public CA").certificate());
        });
  }
}
