package dev.tlsdiag.proxy.netty;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes requests on between clients and servers, HTTP/1.1 and HTTP/2 on either side, each request
 * recorded. An exchange stays on its client's event loop.
 */
final class HttpProxy implements HttpLayer {
  private final UpstreamConnector connector;
  private final Profile profile;
  private final RecordSink sink;
  private final HttpLimits limits;
  private final AtomicLong exchanges = new AtomicLong();
  private final Map<EventLoop, HttpLoop> loops = new ConcurrentHashMap<>();
  private volatile boolean draining;

  HttpProxy(UpstreamConnector connector, Profile profile, RecordSink sink) {
    this(connector, profile, sink, HttpLimits.USUAL);
  }

  HttpProxy(UpstreamConnector connector, Profile profile, RecordSink sink, HttpLimits limits) {
    this.connector = requireNonNull(connector, "connector is null");
    this.profile = requireNonNull(profile, "profile is null");
    this.sink = requireNonNull(sink, "sink is null");
    this.limits = requireNonNull(limits, "limits is null");
  }

  static HttpProxy of(ProxySettings settings, UpstreamConnector connector, RecordSink sink) {
    return new HttpProxy(
        connector, settings.profile(), sink, HttpLimits.usual(settings.idleTimeout()));
  }

  @Override
  public void install(Channel channel, Downstream downstream) {
    HttpLoop loop =
        loops.computeIfAbsent(channel.eventLoop(), executor -> new HttpLoop(this, executor));
    if (draining && !loop.isDraining()) {
      loop.drain();
    }
    switch (downstream.alpn().orElse("")) {
      case "h2" -> Http2DownstreamConnection.install(channel, downstream, loop);
      case "" -> {
        HttpVersionDetector detector = new HttpVersionDetector(channel, downstream, loop);
        channel.pipeline().addLast(detector);
        loop.add(detector);
      }
      default -> Http1DownstreamHandler.install(channel, downstream, loop);
    }
  }

  @Override
  public void drain() {
    draining = true;
    for (HttpLoop loop : loops.values()) {
      loop.executor().execute(loop::drain);
    }
  }

  UpstreamConnector connector() {
    return connector;
  }

  Profile profile() {
    return profile;
  }

  RecordSink sink() {
    return sink;
  }

  HttpLimits limits() {
    return limits;
  }

  long nextExchange() {
    return exchanges.incrementAndGet();
  }
}
