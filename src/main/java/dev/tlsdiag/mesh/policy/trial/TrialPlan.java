package dev.tlsdiag.mesh.policy.trial;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Attempt;
import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Peer;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be tried.
 *
 * @param from who begins
 * @param to whom; of a name its names are looked up by the client first
 * @param name the host as the user wrote it, where it is a name: then the client looks it up
 * @param directions egress of the one, ingress of the other
 * @param tls whether the client begins TLS; empty where nobody said
 * @param sni of its ClientHello
 * @param dnsQuery of a DNS message that it sends, instead of anything else
 * @param dnsServer whom it asks for names
 */
public record TrialPlan(
    Peer from,
    Peer to,
    Optional<String> name,
    int port,
    String protocol,
    Set<Direction> directions,
    Optional<Boolean> tls,
    Optional<String> sni,
    Optional<Attempt.Request> request,
    Optional<String> dnsQuery,
    Peer dnsServer) {
  public TrialPlan {
    requireNonNull(from, "from is null");
    requireNonNull(to, "to is null");
    requireNonNull(name, "name is null");
    requireNonNull(protocol, "protocol is null");
    directions = Set.copyOf(directions);
    requireNonNull(tls, "tls is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(request, "request is null");
    requireNonNull(dnsQuery, "dnsQuery is null");
    requireNonNull(dnsServer, "dnsServer is null");
  }
}
