package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A DestinationRule: how sidecars speak to a host.
 *
 * @param host empty where it is missing
 * @param workloadSelector the clients it is for; empty: all
 */
public record DestinationRule(
    Resource resource,
    Optional<Word> host,
    Optional<Map<String, String>> workloadSelector,
    List<Word> exportTo,
    Optional<TrafficPolicy> policy,
    List<Subset> subsets) {
  public DestinationRule {
    requireNonNull(resource, "resource is null");
    requireNonNull(host, "host is null");
    requireNonNull(workloadSelector, "workloadSelector is null");
    exportTo = List.copyOf(exportTo);
    requireNonNull(policy, "policy is null");
    subsets = List.copyOf(subsets);
  }

  /**
   * A {@code trafficPolicy}.
   *
   * @param ports of {@code portLevelSettings}, those with a number
   */
  public record TrafficPolicy(Optional<ClientTls> tls, List<PortPolicy> ports, Position position) {
    public TrafficPolicy {
      requireNonNull(tls, "tls is null");
      ports = List.copyOf(ports);
      requireNonNull(position, "position is null");
    }

    public Optional<PortPolicy> port(int number) {
      return ports.stream().filter(port -> port.port() == number).findFirst();
    }
  }

  /** An item of {@code portLevelSettings}: it stands in the place of the whole for that port. */
  public record PortPolicy(int port, Optional<ClientTls> tls, Position position) {
    public PortPolicy {
      requireNonNull(tls, "tls is null");
      requireNonNull(position, "position is null");
    }
  }

  /** An item of {@code subsets}. */
  public record Subset(
      Word name, Map<String, String> labels, Optional<TrafficPolicy> policy, Position position) {
    public Subset {
      requireNonNull(name, "name is null");
      labels = Map.copyOf(labels);
      requireNonNull(policy, "policy is null");
      requireNonNull(position, "position is null");
    }
  }

  static DestinationRule parse(Resource resource) {
    Part spec = IstioResources.spec(resource);
    return new DestinationRule(
        resource,
        spec.word("host"),
        spec.part("workloadSelector").map(selector -> selector.labels("matchLabels")),
        spec.words("exportTo"),
        spec.part("trafficPolicy").map(DestinationRule::policy),
        spec.parts("subsets").stream().map(DestinationRule::subset).toList());
  }

  private static TrafficPolicy policy(Part policy) {
    return new TrafficPolicy(
        policy.part("tls").map(ClientTls::parse),
        policy.parts("portLevelSettings").stream().flatMap(each -> port(each).stream()).toList(),
        policy.position());
  }

  private static Optional<PortPolicy> port(Part each) {
    OptionalInt number =
        each.part("port").map(port -> port.number("number")).orElse(OptionalInt.empty());
    return number.isPresent()
        ? Optional.of(
            new PortPolicy(
                number.getAsInt(), each.part("tls").map(ClientTls::parse), each.position()))
        : Optional.empty();
  }

  private static Subset subset(Part subset) {
    return new Subset(
        subset.word("name").orElse(new Word("", subset.position())),
        subset.labels("labels"),
        subset.part("trafficPolicy").map(DestinationRule::policy),
        subset.position());
  }

  /** Every {@code tls} in it, with the port that it is for: 0 for all. */
  public List<PortPolicy> allTls() {
    return Stream.concat(
            policy.stream(), subsets.stream().flatMap(subset -> subset.policy().stream()))
        .flatMap(
            each ->
                Stream.concat(
                    Stream.of(new PortPolicy(0, each.tls(), each.position())),
                    each.ports().stream()))
        .filter(each -> each.tls().isPresent())
        .toList();
  }

  /** What it says for a port of a subset; empty where that is nothing about TLS. */
  public Optional<ClientTls> tls(int port, String subset) {
    Optional<TrafficPolicy> narrow =
        subsets.stream().filter(each -> each.name().is(subset)).findFirst().flatMap(Subset::policy);
    Optional<ClientTls> own = narrow.flatMap(each -> tls(each, port));
    return own.isPresent() ? own : policy.flatMap(each -> tls(each, port));
  }

  private static Optional<ClientTls> tls(TrafficPolicy policy, int port) {
    Optional<PortPolicy> level = policy.port(port);
    return level.isPresent() ? level.get().tls() : policy.tls();
  }
}
