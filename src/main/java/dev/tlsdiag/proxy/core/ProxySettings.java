package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a proxy is told before it starts.
 *
 * @param profile how it treats its upstream
 * @param authority issues the certificates that clients get; empty where {@code certificates} are
 *     enough
 * @param certificates given for some hosts, by host name or wildcard; {@code *} is for all others
 * @param upstreamTrust the authorities that servers are verified with
 * @param clientCertificate shown to servers that ask for one
 * @param hosts which connections are intercepted
 * @param dial where to go instead, by {@code host:port} in lower case: the name stays, the address
 *     does not (as curl's {@code --connect-to}). A key without host or port ({@code :443}, {@code
 *     host:}, {@code :}) stands for any, a value's empty host or port 0 for the same; the more
 *     exact key wins
 * @param sendProxyProtocol version of the PROXY header sent to servers, 1 or 2; 0 for none
 * @param idleTimeout after which a connection without traffic is closed
 * @param maxConnections more clients than that are refused at accept
 * @param useBoringSsl false: the JDK's TLS also where BoringSSL is there
 * @param policy decides what becomes of connections; empty: {@code hosts} does
 */
public record ProxySettings(
    List<Listen> listeners,
    Profile profile,
    Optional<Credential> authority,
    Map<String, Credential> certificates,
    TrustAnchors upstreamTrust,
    Optional<Credential> clientCertificate,
    HostSelection hosts,
    Map<String, Endpoint> dial,
    int sendProxyProtocol,
    Duration idleTimeout,
    int maxConnections,
    boolean useBoringSsl,
    Optional<InterceptionPolicy> policy) {
  public static final Duration USUAL_IDLE_TIMEOUT = Duration.ofMinutes(5);
  public static final int USUAL_MAX_CONNECTIONS = 10_000;

  public ProxySettings {
    listeners = List.copyOf(listeners);
    requireNonNull(profile, "profile is null");
    requireNonNull(authority, "authority is null");
    certificates = Map.copyOf(certificates);
    requireNonNull(upstreamTrust, "upstreamTrust is null");
    requireNonNull(clientCertificate, "clientCertificate is null");
    requireNonNull(hosts, "hosts is null");
    dial = Map.copyOf(dial);
    requireNonNull(idleTimeout, "idleTimeout is null");
    requireNonNull(policy, "policy is null");
  }

  /** Without a policy. */
  public ProxySettings(
      List<Listen> listeners,
      Profile profile,
      Optional<Credential> authority,
      Map<String, Credential> certificates,
      TrustAnchors upstreamTrust,
      Optional<Credential> clientCertificate,
      HostSelection hosts,
      Map<String, Endpoint> dial,
      int sendProxyProtocol,
      Duration idleTimeout,
      int maxConnections,
      boolean useBoringSsl) {
    this(
        listeners,
        profile,
        authority,
        certificates,
        upstreamTrust,
        clientCertificate,
        hosts,
        dial,
        sendProxyProtocol,
        idleTimeout,
        maxConnections,
        useBoringSsl,
        Optional.empty());
  }

  /** With the usual limits. */
  public static ProxySettings of(
      List<Listen> listeners, Profile profile, Credential authority, TrustAnchors upstreamTrust) {
    return new ProxySettings(
        listeners,
        profile,
        Optional.of(authority),
        Map.of(),
        upstreamTrust,
        Optional.empty(),
        HostSelection.ALL,
        Map.of(),
        0,
        USUAL_IDLE_TIMEOUT,
        USUAL_MAX_CONNECTIONS,
        true);
  }

  public ProxySettings dialling(Map<String, Endpoint> newDial) {
    return new ProxySettings(
        listeners,
        profile,
        authority,
        certificates,
        upstreamTrust,
        clientCertificate,
        hosts,
        newDial,
        sendProxyProtocol,
        idleTimeout,
        maxConnections,
        useBoringSsl,
        policy);
  }

  /** Decided by a policy, and treating servers as the proxy does that enforces it. */
  public ProxySettings obeying(InterceptionPolicy newPolicy, Profile newProfile) {
    return new ProxySettings(
        listeners,
        newProfile,
        authority,
        certificates,
        upstreamTrust,
        clientCertificate,
        hosts,
        dial,
        sendProxyProtocol,
        idleTimeout,
        maxConnections,
        useBoringSsl,
        Optional.of(newPolicy));
  }
}
