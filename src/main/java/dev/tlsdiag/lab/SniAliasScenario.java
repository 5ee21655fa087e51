package dev.tlsdiag.lab;

import java.io.IOException;

/**
 * A client that names an alias of its server, and a proxy that checks for what the client names.
 */
final class SniAliasScenario implements Scenario {
  @Override
  public String name() {
    return "sni-alias";
  }

  @Override
  public String summary() {
    return "the client names an alias, the proxy checks for it";
  }

  @Override
  public String profile() {
    return "cilium";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("upstream-sni-follows-downstream-sni")
        .captured("certificate-wrong-name")
        .besides("certificate-wrong-name", "sni-names-the-proxy");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("real.example.test");
          lab.serve(
              LabServer.web("web", HelloPolicy.always(lab.good(host))),
              host,
              false,
              "one certificate, whatever name is asked for");
          lab.clientBehaves(ClientHabits.naming(lab.host("alias.example.test")));
        });
  }
}
