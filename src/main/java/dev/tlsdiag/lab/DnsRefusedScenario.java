package dev.tlsdiag.lab;

import java.io.IOException;

/** A DNS proxy with a policy: it refuses to answer for a name that is not allowed. */
final class DnsRefusedScenario implements Scenario {
  @Override
  public String name() {
    return "dns-refused";
  }

  @Override
  public String summary() {
    return "the client's DNS server refuses the name";
  }

  @Override
  public Expectation expects() {
    return LabDns.expecting("dns-proxy-refused");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          lab.clientAsks(LabDns.start(LabDns.refusing(), true));
        });
  }
}
