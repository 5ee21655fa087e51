package dev.tlsdiag.proxy.core.cilium;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.NameCache;
import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.mesh.policy.PolicySet;
import dev.tlsdiag.mesh.policy.Ruling;
import dev.tlsdiag.proxy.core.ConnectionPolicy;
import dev.tlsdiag.proxy.core.InterceptionPolicy;
import dev.tlsdiag.proxy.core.LookupPolicy;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The policies of Cilium that select a pod, for the clients of a proxy that stand for it. */
public final class CiliumPolicy implements InterceptionPolicy, LookupPolicy {
  private final PolicySet policies;
  private final Pod pod;
  private final ClusterDns dns;
  private final boolean resets;
  private final PolicySecrets secrets;
  private final HeaderActions headers;
  private final NameCache names;
  private final InstantSource clock;
  private final VerdictSink sink;

  /**
   * Policies that hold for a pod.
   *
   * @param policies with the values of secrets in place of their names, in header matches
   * @param pod whom the clients stand for
   * @param resets whether what is denied is reset; false: it gets no answer, as in a cluster
   * @param names what the pod has looked up; shared with who looks it up
   */
  public CiliumPolicy(
      PolicySet policies,
      Pod pod,
      ClusterDns dns,
      boolean resets,
      PolicySecrets secrets,
      NameCache names,
      InstantSource clock,
      VerdictSink sink) {
    this.policies = requireNonNull(policies, "policies is null");
    this.pod = requireNonNull(pod, "pod is null");
    this.dns = requireNonNull(dns, "dns is null");
    this.resets = resets;
    this.secrets = requireNonNull(secrets, "secrets is null");
    this.headers = new HeaderActions(policies.policies());
    this.names = requireNonNull(names, "names is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.sink = requireNonNull(sink, "sink is null");
  }

  @Override
  public ConnectionPolicy connection(long id, Endpoint client, boolean explicit) {
    return new CiliumConnection(this, id, client, explicit);
  }

  @Override
  public Map<String, Credential> certificates() {
    return secrets.certificates();
  }

  @Override
  public Map<String, TrustAnchors> authorities() {
    return secrets.authorities();
  }

  @Override
  public Lookup onQuery(Query query) {
    return CiliumLookup.of(this, query);
  }

  Ruling rule(Attempt attempt) {
    return policies.rule(attempt);
  }

  Pod pod() {
    return pod;
  }

  ClusterDns dns() {
    return dns;
  }

  boolean resets() {
    return resets;
  }

  PolicySecrets secrets() {
    return secrets;
  }

  HeaderActions headers() {
    return headers;
  }

  NameCache names() {
    return names;
  }

  InstantSource clock() {
    return clock;
  }

  void tell(VerdictRecord verdict) {
    sink.onVerdict(verdict);
  }

  /** What the pod's lookups are kept under. */
  String podKey() {
    return pod.namespace() + "/" + pod.name();
  }

  /**
   * A server as the policy sees it.
   *
   * @param explicit whether a name was not looked up by the pod: then it counts as looked up where
   *     a DNS rule lets it be, because the pod would have done that first
   */
  Peer server(Endpoint target, String client, boolean explicit) {
    String host = HostName.canonical(target.host());
    if (HostName.isAddress(host)) {
      return Peer.world(Optional.of(host), names.names(podKey(), host, clock.instant()));
    }
    boolean learned = explicit && isLearned(host, client);
    return Peer.world(Optional.empty(), learned ? List.of(host) : List.of());
  }

  private boolean isLearned(String host, String client) {
    Ruling lookup =
        rule(
            Attempt.connection(Direction.EGRESS, pod.at(client), dns.peer(), dns.port(), "UDP")
                .withDnsQuery(host));
    return !lookup.verdict().denied()
        && lookup.interception().map(Ruling.Interception::dns).orElse(false);
  }
}
