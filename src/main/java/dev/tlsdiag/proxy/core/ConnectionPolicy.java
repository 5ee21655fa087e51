package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import java.util.List;

/**
 * What a policy says of one client's connection: asked as soon as more of it is known. Not
 * thread-safe: it lives on its connection's thread.
 */
public interface ConnectionPolicy {
  /**
   * Where the client wants to go is known, and nothing else.
   *
   * @return empty where the client's first bytes are to be looked at
   */
  List<Command> onTarget(Endpoint target);

  /** The client's ClientHello is whole. */
  List<Command> onHello(ClientHello hello);

  /**
   * The first bytes are no ClientHello.
   *
   * @param http whether they are HTTP
   */
  List<Command> onInTheClear(boolean http);

  /** A request has come, in the clear or out of TLS that ends here. */
  RequestRuling onRequest(PolicyRequest request);

  /** A request that was let pass has ended. */
  void onExchange(ExchangeRecord exchange);
}
