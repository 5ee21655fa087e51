package dev.tlsdiag.lab;

import java.io.IOException;

/** A DNS proxy that makes up that a name does not exist. */
final class DnsFakeNxdomainScenario implements Scenario {
  @Override
  public String name() {
    return "dns-fake-nxdomain";
  }

  @Override
  public String summary() {
    return "the client's DNS server denies a name, without an SOA";
  }

  @Override
  public Expectation expects() {
    return LabDns.expecting("dns-proxy-fake-nxdomain");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          lab.clientAsks(LabDns.start(LabDns.denying(), true));
        });
  }
}
