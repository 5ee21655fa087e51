package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ConnectionPolicy;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import java.util.Optional;

/**
 * A client's connection whose bytes are in the clear now: what the connection layer knows when it
 * hands the channel to the HTTP layer.
 *
 * @param id as in {@code LegRecord}
 * @param client address and port, as told by a PROXY header where there was one
 * @param local the address and port the client connected to
 * @param target where the client wanted to go: target of CONNECT or SOCKS, the configured server,
 *     the original destination; empty where each request says so (absolute form)
 * @param tls whether the client spoke TLS, ended here
 * @param targetTls whether the target is to be spoken to over TLS
 * @param hello the client's ClientHello; empty without TLS
 * @param alpn the protocol agreed on with the client: {@code h2}, {@code http/1.1}; empty where
 *     none was
 * @param authorities whom the target is verified with, as {@link ProxyScope#trust} knows them
 * @param policy asked about each request
 */
record Downstream(
    long id,
    ProxyMode mode,
    Endpoint client,
    Endpoint local,
    Optional<Endpoint> target,
    boolean tls,
    boolean targetTls,
    Optional<ClientHello> hello,
    Optional<String> alpn,
    String authorities,
    Optional<ConnectionPolicy> policy) {
  /** Without a policy. */
  Downstream(
      long id,
      ProxyMode mode,
      Endpoint client,
      Endpoint local,
      Optional<Endpoint> target,
      boolean tls,
      boolean targetTls,
      Optional<ClientHello> hello,
      Optional<String> alpn) {
    this(id, mode, client, local, target, tls, targetTls, hello, alpn, "", Optional.empty());
  }

  /** The name of the client's ClientHello. */
  Optional<String> serverName() {
    return hello.flatMap(ClientHello::serverName);
  }
}
