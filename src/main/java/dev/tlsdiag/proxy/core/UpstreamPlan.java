package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;

/**
 * What the proxy's own ClientHello says, and what the server's certificate is checked for.
 *
 * @param sni empty for no server_name
 * @param identity empty where no name is checked
 * @param identitySource where the identity came from, in words
 * @param alpn protocols to offer; empty for no ALPN extension
 */
public record UpstreamPlan(
    Optional<String> sni, Optional<String> identity, String identitySource, List<String> alpn) {
  /** What the proxy speaks. */
  public static final List<String> SPOKEN = List.of("h2", "http/1.1");

  public UpstreamPlan {
    requireNonNull(sni, "sni is null");
    requireNonNull(identity, "identity is null");
    requireNonNull(identitySource, "identitySource is null");
    alpn = List.copyOf(alpn);
  }

  /**
   * What is known of a request before its connection is opened.
   *
   * @param clientSni of the client's ClientHello
   * @param clientAlpn of the client's ClientHello; empty where the client spoke no TLS
   * @param target where to
   * @param targetSource who said so, in words: {@code CONNECT authority}
   * @param host Host header or :authority, with its port
   */
  public record Request(
      Optional<String> clientSni,
      Optional<List<String>> clientAlpn,
      Endpoint target,
      String targetSource,
      Optional<String> host) {
    public Request {
      requireNonNull(clientSni, "clientSni is null");
      clientAlpn = clientAlpn.map(List::copyOf);
      requireNonNull(target, "target is null");
      requireNonNull(targetSource, "targetSource is null");
      requireNonNull(host, "host is null");
    }
  }

  private record Named(String name, String source) {}

  public static UpstreamPlan of(UpstreamTls tls, Request request) {
    Optional<Named> client = named(request.clientSni(), "client SNI");
    Optional<Named> target = named(Optional.of(request.target().host()), request.targetSource());
    Optional<Named> host = named(request.host().map(HostName::ofAuthority), "Host header");
    Optional<Named> sent = sent(tls.sni(), client, target.filter(UpstreamPlan::isName), host);
    // Without a name to send, the certificate still has to be for what the client asked for.
    Optional<Named> checked =
        tls.sni() instanceof SniPolicy.Client ? sent : sent.or(() -> client).or(() -> target);
    return new UpstreamPlan(
        sent.map(Named::name),
        tls.verifyName() ? checked.map(Named::name) : Optional.empty(),
        checked.map(Named::source).orElse(""),
        tls.alpn().orElseGet(() -> spoken(request.clientAlpn())));
  }

  private static Optional<Named> sent(
      SniPolicy policy, Optional<Named> client, Optional<Named> target, Optional<Named> host) {
    if (policy instanceof SniPolicy.None) {
      return Optional.empty();
    }
    if (policy instanceof SniPolicy.Client) {
      return client;
    }
    if (policy instanceof SniPolicy.Fixed fixed) {
      return Optional.of(new Named(fixed.name(), "configured SNI"));
    }
    if (policy instanceof SniPolicy.Host) {
      return host.or(() -> client).filter(UpstreamPlan::isName);
    }
    return client.or(() -> target).or(() -> host.filter(UpstreamPlan::isName));
  }

  private static Optional<Named> named(Optional<String> name, String source) {
    return name.filter(text -> !text.isEmpty())
        .map(text -> text.endsWith(".") ? text.substring(0, text.length() - 1) : text)
        .map(text -> new Named(text, source));
  }

  private static boolean isName(Named named) {
    return !HostName.isAddress(named.name());
  }

  private static List<String> spoken(Optional<List<String>> offered) {
    return offered
        .map(list -> list.stream().filter(SPOKEN::contains).distinct().toList())
        .orElse(List.of("http/1.1"));
  }
}
