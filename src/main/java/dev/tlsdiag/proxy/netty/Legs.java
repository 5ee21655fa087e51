package dev.tlsdiag.proxy.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicLong;

/** What the HTTP layer tells the connection layer about a connection, for its record. */
final class Legs {
  /** How many requests a connection carried; absent where none came. */
  static final AttributeKey<AtomicLong> REQUESTS = AttributeKey.valueOf(Legs.class, "requests");

  private Legs() {}

  /** Why this connection ends; the first reason counts. */
  static void reason(Channel channel, String text) {
    LegRecorder recorder = WireHandler.of(channel);
    if (recorder != null) {
      recorder.reason(text);
    }
  }

  /** Closes without a last word of TLS or HTTP/2, which the peer could wait with. */
  static void cut(Channel channel) {
    LegRecorder recorder = WireHandler.of(channel);
    if (recorder != null && channel.isActive()) {
      recorder.wire().selfClosed();
    }
    channel.pipeline().firstContext().close();
  }

  /** Ends a connection with a reset, whatever waits to be sent. */
  static void reset(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    cut(channel);
  }

  /** The counter of this connection, made when first asked for. */
  static AtomicLong requests(Channel channel) {
    AtomicLong known = channel.attr(REQUESTS).get();
    if (known != null) {
      return known;
    }
    AtomicLong fresh = new AtomicLong();
    AtomicLong raced = channel.attr(REQUESTS).setIfAbsent(fresh);
    return raced == null ? fresh : raced;
  }
}
