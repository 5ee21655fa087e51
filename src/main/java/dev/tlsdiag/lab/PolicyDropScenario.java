package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.util.Optional;

/**
 * A server on another host with a port that a packet filter drops: the proxy is set to use that
 * port, as one that names a Service's port and not the backend's.
 */
final class PolicyDropScenario implements Scenario {
  private static final int OPEN = 8443;
  private static final int DROPPED = 9443;

  @Override
  public String name() {
    return "policy-drop";
  }

  @Override
  public String summary() {
    return "a filter drops SYNs to the port the proxy uses";
  }

  @Override
  public Optional<String> obstacle() {
    return Namespace.obstacle("iptables", "openssl");
  }

  @Override
  public String device() {
    return "any";
  }

  @Override
  public Expectation expects() {
    return Expectation.of("policy-drop-on-syn");
  }

  @Override
  public RunningScenario start(LabNames names) throws IOException {
    return Lab.start(
        this,
        names,
        lab -> {
          String host = lab.host("web.example.test");
          Namespace far = lab.closing(Namespace.make());
          far.inside(
              "iptables", "-w", "-A", "INPUT", "-p", "tcp", "--dport", "" + DROPPED, "-j", "DROP");
          Endpoint open = new Endpoint(far.address(), OPEN);
          lab.foreignServer(far, open, lab.authority().issue(host));
          Target web = lab.at(open, "web", host, true, "answers on its own port");
          lab.proxyDials(web, new Endpoint(far.address(), DROPPED));
        });
  }
}
