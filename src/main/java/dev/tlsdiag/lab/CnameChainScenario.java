package dev.tlsdiag.lab;

import java.io.IOException;

/** A name behind two aliases, without an IPv6 address. */
final class CnameChainScenario implements Scenario {
  @Override
  public String name() {
    return "cname-chain";
  }

  @Override
  public String summary() {
    return "the name is an alias of an alias, IPv4 only";
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
          lab.healthy("web", lab.host("web.example.test"));
          lab.clientAsks(LabDns.start(LabDns.aliased(Loopback.ADDRESS), true));
        });
  }
}
