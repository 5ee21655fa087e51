package dev.tlsdiag.proxy.netty;

import io.netty.channel.Channel;

/** Speaks HTTP with a client, and with servers on its behalf. */
interface HttpLayer {
  /**
   * Takes over a client's channel: adds its handlers at the end of the pipeline, which has nothing
   * but TLS. Bytes read before are fired through the pipeline by the caller afterwards. Called on
   * the channel's event loop.
   */
  void install(Channel channel, Downstream downstream);

  /** Ends idle connections now and all others when their requests under way are done. */
  void drain();
}
