package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The network policy of one endpoint as Cilium's Envoy holds it.
 *
 * @param endpointIps addresses of the pod
 * @param endpointId of Cilium; empty text where it is not said
 */
public record CiliumPolicyDump(
    List<String> endpointIps, String endpointId, List<PortPolicy> ports, Evidence.ConfigLine at) {
  /**
   * @param port 0: any
   * @param endPort last of a range; empty: the port alone
   */
  public record PortPolicy(
      boolean egress,
      int port,
      OptionalInt endPort,
      String protocol,
      List<Rule> rules,
      Evidence.ConfigLine at) {
    public PortPolicy {
      requireNonNull(endPort, "endPort is null");
      requireNonNull(protocol, "protocol is null");
      rules = List.copyOf(rules);
      requireNonNull(at, "at is null");
    }
  }

  /**
   * @param name of the policy, where it is said
   * @param remotePolicies identities of the other side; none: any
   * @param terminates it has a certificate for the pod's TLS ({@code downstream_tls_context})
   * @param originates it starts TLS to the server ({@code upstream_tls_context})
   * @param secrets names that either context waits for
   * @param serverNames SNIs that it is for; none: any
   * @param http its HTTP rules, counted
   */
  public record Rule(
      Optional<String> name,
      boolean deny,
      List<String> remotePolicies,
      boolean terminates,
      boolean originates,
      List<String> secrets,
      List<String> serverNames,
      int http,
      Evidence.ConfigLine at) {
    public Rule {
      requireNonNull(name, "name is null");
      remotePolicies = List.copyOf(remotePolicies);
      secrets = List.copyOf(secrets);
      serverNames = List.copyOf(serverNames);
      requireNonNull(at, "at is null");
    }
  }

  public CiliumPolicyDump {
    endpointIps = List.copyOf(endpointIps);
    requireNonNull(endpointId, "endpointId is null");
    ports = List.copyOf(ports);
    requireNonNull(at, "at is null");
  }

  static CiliumPolicyDump of(Json policy) {
    List<PortPolicy> ports =
        Stream.concat(
                policy.each("ingress_per_port_policies").map(port -> port(port, false)),
                policy.each("egress_per_port_policies").map(port -> port(port, true)))
            .toList();
    return new CiliumPolicyDump(
        policy.texts("endpoint_ips"), policy.textOrEmpty("endpoint_id"), ports, policy.place());
  }

  private static PortPolicy port(Json port, boolean egress) {
    return new PortPolicy(
        egress,
        port.number("port").orElse(0),
        port.number("end_port"),
        port.text("protocol").orElse("TCP"),
        port.each("rules").map(CiliumPolicyDump::rule).toList(),
        port.place());
  }

  private static Rule rule(Json rule) {
    Json downstream = rule.at("downstream_tls_context");
    Json upstream = rule.at("upstream_tls_context");
    return new Rule(
        rule.text("name"),
        rule.truth("deny"),
        rule.texts("remote_policies"),
        downstream.present(),
        upstream.present(),
        Stream.of(downstream, upstream)
            .flatMap(
                context ->
                    Stream.of("tls_sds_secret", "validation_context_sds_secret")
                        .flatMap(member -> context.text(member).stream()))
            .distinct()
            .toList(),
        rule.texts("server_names"),
        rule.at("http_rules", "http_rules").items().size(),
        rule.place());
  }
}
