package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;

/** Makes the HTTP layer of one proxy. */
interface HttpLayerFactory {
  /**
   * @param connector opens the connections to servers
   * @param sink takes the records of requests
   */
  HttpLayer create(ProxySettings settings, UpstreamConnector connector, RecordSink sink);
}
