package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.List;
import java.util.Optional;

/**
 * What a check sends.
 *
 * @param alpn offered; empty where it follows the HTTP version, an empty list for no ALPN
 * @param trust whom the client trusts; empty for the authorities of this machine
 * @param credential what the client shows to a server that asks
 */
public record RequestSpec(
    ReplayRequest request,
    ServerName serverName,
    Optional<List<String>> alpn,
    List<ConnectTo> connectTo,
    List<ResolveEntry> resolve,
    List<Endpoint> dnsServers,
    PathOptions.IpVersion ipVersion,
    boolean insecure,
    Optional<TrustAnchors> trust,
    Optional<Credential> credential) {
  public RequestSpec {
    requireNonNull(request, "request is null");
    requireNonNull(serverName, "serverName is null");
    requireNonNull(alpn, "alpn is null");
    connectTo = List.copyOf(connectTo);
    resolve = List.copyOf(resolve);
    dnsServers = List.copyOf(dnsServers);
    requireNonNull(ipVersion, "ipVersion is null");
    requireNonNull(trust, "trust is null");
    requireNonNull(credential, "credential is null");
  }
}
