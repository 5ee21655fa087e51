package dev.tlsdiag.proxy.web;

import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.proxy.live.LiveFlows;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The event streams that are open. */
final class WebFeeds {
  private final LiveFlows flows;
  private final LiveWeb.Limits limits;
  private final Map<Channel, WebFeed> open = new ConcurrentHashMap<>();
  private final Closeable wakes;
  private volatile boolean closed;

  WebFeeds(LiveFlows flows, LiveWeb.Limits limits) {
    this.flows = flows;
    this.limits = limits;
    this.wakes = flows.onChange(() -> open.values().forEach(WebFeed::wake));
  }

  void open(ChannelHandlerContext ctx, long since, FlowQuery query) {
    WebFeed feed = new WebFeed(ctx, flows, query, since, limits);
    open.put(ctx.channel(), feed);
    ctx.channel().closeFuture().addListener(over -> open.remove(ctx.channel()));
    feed.start();
    if (closed) {
      feed.end();
    }
  }

  /** There is room for more to write. */
  void writable(Channel channel) {
    WebFeed feed = open.get(channel);
    if (feed != null) {
      feed.wake();
    }
  }

  /** Tells all that this was it, and waits for that. */
  void close(Duration patience) {
    closed = true;
    try {
      wakes.close();
    } catch (IOException e) {
      throw new IllegalStateException(e); // it opens nothing
    }
    open.values().forEach(WebFeed::end);
    long end = System.nanoTime() + patience.toNanos();
    while (!open.isEmpty() && System.nanoTime() < end) {
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
