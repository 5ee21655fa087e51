package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Scenarios of packets that get lost, or go to the wrong place, on a network of their own. */
final class NetworkScenarios {
  private static final int OPEN = 8443;
  private static final int OTHER = 9443;

  /** Packets of more bytes than 1280 with their IP header. */
  private static final String LARGE = "1281:65535";

  private static final int MANY_NAMES = 50;

  static final List<Scenario> ALL =
      List.of(
          new NetworkScenario(
              "large-answer-lost",
              "a path that loses the server's full-size packets",
              false,
              List.of("iptables", "openssl"),
              usual -> usual,
              Expectation.of(Expectation.CANNOT_TELL).captured("pmtu-blackhole-server-flight"),
              NetworkScenarios::largeAnswer),
          new NetworkScenario(
              "large-hello-lost",
              "a path that loses the proxy's full-size packets",
              false,
              List.of("iptables", "openssl"),
              usual -> usual.withGroups(List.of("X25519MLKEM768", "X25519")),
              Expectation.of(Expectation.CANNOT_TELL).captured("pmtu-blackhole-client-hello"),
              NetworkScenarios::largeHello),
          new NetworkScenario(
              "five-tuple-collision",
              "a proxy keeps the client's port, which is taken",
              true,
              List.of("iptables", "openssl"),
              usual -> usual,
              Expectation.of(Expectation.CANNOT_TELL).captured("upstream-five-tuple-collision"),
              NetworkScenarios::collision));

  private NetworkScenarios() {}

  /** A server on two ports: the client goes to one, and the proxy to the other. */
  private static Namespace onTwoPorts(Lab lab, String host, Credential client, Credential proxy)
      throws IOException {
    Namespace far = lab.closing(Namespace.make());
    far.cutsItself();
    Endpoint open = new Endpoint(far.address(), OPEN);
    lab.foreignServer(far, open, client);
    Endpoint other = new Endpoint(far.address(), OTHER);
    lab.foreignServer(far, other, proxy);
    lab.proxyDials(lab.at(open, "web", host, true, "answers on its own port"), other);
    return far;
  }

  /** A certificate for many names, so that the flight does not fit one packet. */
  private static void largeAnswer(Lab lab) throws IOException {
    String host = lab.host("web.example.test");
    List<String> names = new ArrayList<>(List.of(host));
    for (int i = 0; i < MANY_NAMES; i++) {
      names.add("customer-%d.%s".formatted(i, host));
    }
    Credential large = LabCertificate.of(names.toArray(String[]::new)).by(lab.authority());
    onTwoPorts(lab, host, lab.authority().issue(host), large)
        .losesHere(OTHER, "-m", "length", "--length", LARGE);
  }

  private static void largeHello(Lab lab) throws IOException {
    String host = lab.host("web.example.test");
    Credential credential = lab.authority().issue(host);
    Namespace far = onTwoPorts(lab, host, credential, credential);
    far.inside(
        "iptables",
        "-w",
        "-A",
        "INPUT",
        "-p",
        "tcp",
        "--dport",
        "" + OTHER,
        "-m",
        "length",
        "--length",
        LARGE,
        "-j",
        "DROP");
  }

  /** The server never hears that a connection from the same port has ended. */
  private static void collision(Lab lab) throws IOException {
    String host = lab.host("web.example.test");
    Namespace far = lab.closing(Namespace.make());
    Endpoint address = new Endpoint(far.address(), OPEN);
    lab.foreignServer(far, address, lab.authority().issue(host));
    Target web = lab.at(address, "web", host, true, "answers as it should");
    Endpoint second = new Endpoint(far.address(), OTHER);
    lab.foreignServer(far, second, lab.authority().issue(host));
    far.inside(
        "iptables",
        "-w",
        "-A",
        "INPUT",
        "-p",
        "tcp",
        "--dport",
        "" + OTHER,
        "--tcp-flags",
        "RST",
        "RST",
        "-j",
        "DROP");
    lab.proxyDials(web, second);
    lab.proxy(
        ForeignProxy.Kind.INSTEAD_OF_SERVER,
        PortKeepingProxy.connections(far.client(), second),
        List.of());
  }
}
