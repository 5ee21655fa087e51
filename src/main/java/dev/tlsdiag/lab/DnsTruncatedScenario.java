package dev.tlsdiag.lab;

import java.io.IOException;

/** Answers of DNS that do not fit, and nobody listens for TCP. */
final class DnsTruncatedScenario implements Scenario {
  @Override
  public String name() {
    return "dns-truncated";
  }

  @Override
  public String summary() {
    return "the DNS answer is cut short, and TCP is closed";
  }

  @Override
  public Expectation expects() {
    return LabDns.expecting("dns-truncated-kills-name");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          lab.healthy("web", lab.host("web.example.test"));
          lab.clientAsks(LabDns.start(LabDns.truncating(LabDns.refusing()), false));
        });
  }
}
