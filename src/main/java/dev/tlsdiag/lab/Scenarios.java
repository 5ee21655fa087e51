package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/** All that the lab can make happen. */
public final class Scenarios {
  /** In the order in which a reader is to meet them. */
  public static final List<Group> GROUPS =
      List.of(
          new Group("TLS from the proxy to the server", UpstreamScenarios.ALL),
          new Group("the ClientHello, and who reads it", HelloScenarios.ALL),
          new Group("TLS from the client to the proxy", DownstreamScenarios.ALL),
          new Group("certificates, and who asks for them", CertificateScenarios.ALL),
          new Group("sessions that are resumed or renegotiated", SessionScenarios.ALL),
          new Group("the tunnel through a proxy", TunnelScenarios.ALL),
          new Group("names, connections, and what comes before TLS", ConnectScenarios.ALL),
          new Group("requests, and who answers them", HttpScenarios.ALL),
          new Group("packets that get lost on the way", NetworkScenarios.ALL),
          new Group("names that are left out, or lead elsewhere", NamelessScenarios.ALL),
          new Group("one program fails and another works", TwoClientsScenarios.ALL),
          new Group("what a gateway decides, or has not got", GatewayScenarios.ALL),
          new Group("servers that a detail of the ClientHello upsets", IntolerantScenarios.ALL),
          new Group("odd, and nothing is wrong", HealthyScenarios.ALL));

  /** Likewise. */
  public static final List<Scenario> ALL =
      GROUPS.stream().flatMap(group -> group.scenarios().stream()).toList();

  /**
   * Scenarios in which the same thing breaks.
   *
   * @param about what breaks, in a few words
   */
  public record Group(String about, List<Scenario> scenarios) {
    public Group {
      requireNonNull(about, "about is null");
      scenarios = List.copyOf(scenarios);
    }
  }

  private Scenarios() {}

  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }
}
