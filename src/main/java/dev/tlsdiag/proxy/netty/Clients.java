package dev.tlsdiag.proxy.netty;

import java.time.Duration;

/**
 * What the handlers of clients' connections share.
 *
 * @param patience for what a client has to say before it is served, and for its handshake
 */
record Clients(
    ProxyScope scope,
    LeafCertificates leaves,
    DownstreamTls tls,
    Dialer dialer,
    HttpLayer http,
    Duration patience) {}
