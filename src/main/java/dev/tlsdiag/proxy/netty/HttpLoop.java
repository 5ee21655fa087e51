package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.trace.HttpExchange.Header;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What the connections of one event loop share: the pool, and one clock for all their deadlines.
 * Its methods are called on that loop.
 */
final class HttpLoop {
  private static final long TICK_MILLIS = 500;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Has deadlines. */
  interface Swept {
    /**
     * Ends what is over its time.
     *
     * @param nowNanos as {@link System#nanoTime}
     */
    void sweep(long nowNanos);

    /** Ends now what is idle, and the rest as soon as its requests are done. */
    void drain();
  }

  private final HttpProxy proxy;
  private final EventLoop executor;
  private final UpstreamPool pool;
  private final Set<Swept> swept = new LinkedHashSet<>();
  private boolean ticking;
  private boolean draining;
  private long dateSecond;
  private String date = "";

  HttpLoop(HttpProxy proxy, EventLoop executor) {
    this.proxy = proxy;
    this.executor = executor;
    this.pool = new UpstreamPool(this);
  }

  EventLoop executor() {
    return executor;
  }

  UpstreamPool pool() {
    return pool;
  }

  UpstreamConnector connector() {
    return proxy.connector();
  }

  Profile profile() {
    return proxy.profile();
  }

  HttpLimits limits() {
    return proxy.limits();
  }

  boolean isDraining() {
    return draining;
  }

  ExchangeLog newLog(Downstream downstream, String protocol, List<Header> requestHeaders) {
    return new ExchangeLog(
        proxy.sink(), proxy.nextExchange(), downstream, protocol, requestHeaders);
  }

  /** The value of a Date field for now. */
  String date() {
    Instant now = Instant.now();
    if (now.getEpochSecond() != dateSecond) {
      dateSecond = now.getEpochSecond();
      date = DATE.format(now);
    }
    return date;
  }

  void add(Swept one) {
    swept.add(one);
    tickLater();
  }

  void remove(Swept one) {
    swept.remove(one);
  }

  void drain() {
    draining = true;
    pool.drain();
    new ArrayList<>(swept).forEach(Swept::drain);
  }

  /** Runs while there is something to look after, and only then. */
  void tickLater() {
    if (!ticking) {
      ticking = true;
      executor.schedule(this::tick, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void tick() {
    ticking = false;
    long now = System.nanoTime();
    pool.sweep(now);
    for (Swept one : new ArrayList<>(swept)) {
      one.sweep(now);
    }
    if (!swept.isEmpty() || !pool.isEmpty()) {
      tickLater();
    }
  }
}
