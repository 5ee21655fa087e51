package dev.tlsdiag.lab;

import java.io.IOException;

/** Answers of DNS that do not fit come whole over TCP, as they should. */
final class DnsOverTcpScenario implements Scenario {
  @Override
  public String name() {
    return "dns-over-tcp";
  }

  @Override
  public String summary() {
    return "the DNS answer is cut short, and TCP has all of it";
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
          LabDns.Answers whole = LabDns.giving(Loopback.ADDRESS);
          lab.clientAsks(LabDns.start(LabDns.truncating(whole), true));
        });
  }
}
