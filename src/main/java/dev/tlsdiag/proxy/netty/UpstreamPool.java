package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Connected;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The connections to servers of one event loop, kept by route. The one used last is used next: so
 * the others become old and are closed.
 */
final class UpstreamPool {
  private final HttpLoop loop;
  private final Map<Route, ArrayDeque<Http1UpstreamHandler>> idle = new HashMap<>();

  /** The same connections, the one unused for the longest time first. */
  private final Set<Http1UpstreamHandler> byAge = new LinkedHashSet<>();

  private final Map<Route, List<Http2UpstreamConnection>> multiplexed = new HashMap<>();

  /** By a route whose first connection is being opened and may turn out to be HTTP/2. */
  private final Map<Route, List<Exchange>> waiting = new HashMap<>();

  /** Routes that were offered HTTP/2 and did not want it: their exchanges need not wait. */
  private final Set<Route> http1Only =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Route, Boolean> eldest) {
              return size() > 1_024;
            }
          });

  UpstreamPool(HttpLoop loop) {
    this.loop = loop;
  }

  HttpLimits limits() {
    return loop.limits();
  }

  boolean isEmpty() {
    return byAge.isEmpty() && multiplexed.isEmpty();
  }

  boolean isDraining() {
    return loop.isDraining();
  }

  /**
   * Finds a connection of the exchange's route, or opens one; the exchange is told.
   *
   * @param fresh whether only a new one will do
   */
  void take(Exchange exchange, boolean fresh) {
    if (!fresh) {
      ArrayDeque<Http1UpstreamHandler> kept = idle.get(exchange.route());
      for (Http1UpstreamHandler one = pollLast(kept); one != null; one = pollLast(kept)) {
        byAge.remove(one);
        if (one.isUsable()) {
          one.start(exchange);
          return;
        }
      }
    }
    Route route = exchange.route();
    for (Http2UpstreamConnection one : multiplexed.getOrDefault(route, List.of())) {
      if (one.isUsable()) {
        one.start(exchange);
        return;
      }
    }
    if (!mayBeHttp2(route)) {
      connect(exchange);
      return;
    }
    List<Exchange> others = waiting.get(route);
    if (others != null) {
      others.add(exchange); // the connection that is coming may carry them all
      return;
    }
    waiting.put(route, new ArrayList<>());
    connect(exchange);
  }

  private boolean mayBeHttp2(Route route) {
    return route.alpn().contains("h2") && !http1Only.contains(route);
  }

  private void connect(Exchange exchange) {
    loop.connector()
        .connect(exchange.route(), exchange.cause(), loop.executor())
        .addListener((Future<Connected> opened) -> onLoop(() -> onOpened(exchange, opened)));
  }

  private static Http1UpstreamHandler pollLast(ArrayDeque<Http1UpstreamHandler> kept) {
    return kept == null ? null : kept.pollLast();
  }

  private void onLoop(Runnable task) {
    if (loop.executor().inEventLoop()) {
      task.run();
    } else {
      loop.executor().execute(task);
    }
  }

  private void onOpened(Exchange exchange, Future<Connected> opened) {
    Route route = exchange.route();
    List<Exchange> awaited = waiting.remove(route);
    List<Exchange> others = awaited == null ? List.of() : awaited;
    if (!opened.isSuccess()) {
      onNoConnection(exchange, opened.cause());
      others.forEach(other -> onNoConnection(other, opened.cause()));
      return;
    }
    if (isHttp2(opened.getNow(), route)) {
      Http2UpstreamConnection connection =
          Http2UpstreamConnection.install(opened.getNow(), route, this);
      multiplexed.computeIfAbsent(route, key -> new ArrayList<>()).add(connection);
      loop.tickLater();
      if (!exchange.isDone()) {
        connection.start(exchange);
      }
    } else {
      if (route.alpn().contains("h2")) {
        http1Only.add(route);
      }
      Http1UpstreamHandler handler = Http1UpstreamHandler.install(opened.getNow(), route, this);
      if (exchange.isDone()) {
        release(handler);
      } else {
        handler.start(exchange);
      }
    }
    others.stream().filter(other -> !other.isDone()).forEach(other -> take(other, false));
  }

  private static boolean isHttp2(Connected connected, Route route) {
    return route.tls()
        ? connected.alpn().equals(Optional.of("h2"))
        : route.alpn().equals("h2"); // by prior knowledge
  }

  private static void onNoConnection(Exchange exchange, Throwable cause) {
    if (cause instanceof UpstreamException told) {
      exchange.onNoStream(told.failure(), told.leg());
    } else {
      exchange.onNoStream(
          new UpstreamFailure(Kind.CONNECT, String.valueOf(cause.getMessage()), Duration.ZERO), 0);
    }
  }

  /** A connection is free again. */
  void release(Http1UpstreamHandler handler) {
    if (loop.isDraining() || !handler.isUsable()) {
      handler.close();
      return;
    }
    if (byAge.size() >= loop.limits().pooled()) {
      closeOldest();
    }
    handler.idleSince(System.nanoTime());
    byAge.add(handler);
    idle.computeIfAbsent(handler.route(), route -> new ArrayDeque<>()).addLast(handler);
    loop.tickLater();
  }

  private void closeOldest() {
    Http1UpstreamHandler oldest = byAge.iterator().next();
    forget(oldest);
    oldest.close();
  }

  /** A connection that was kept has closed. */
  void forget(Http1UpstreamHandler handler) {
    if (byAge.remove(handler)) {
      ArrayDeque<Http1UpstreamHandler> kept = idle.get(handler.route());
      kept.remove(handler);
      if (kept.isEmpty()) {
        idle.remove(handler.route());
      }
    }
  }

  void forget(Http2UpstreamConnection connection) {
    List<Http2UpstreamConnection> kept = multiplexed.get(connection.route());
    if (kept != null && kept.remove(connection) && kept.isEmpty()) {
      multiplexed.remove(connection.route());
    }
  }

  /** Closes what nobody wanted for too long. */
  void sweep(long nowNanos) {
    long patience = loop.limits().pooledIdle().toNanos();
    while (!byAge.isEmpty() && nowNanos - byAge.iterator().next().idleSince() > patience) {
      closeOldest();
    }
    idle.values().removeIf(ArrayDeque::isEmpty);
    for (Http2UpstreamConnection one : allMultiplexed()) {
      if (one.isIdleSince(nowNanos - patience)) {
        one.onRefused();
        one.close();
      }
    }
  }

  private List<Http2UpstreamConnection> allMultiplexed() {
    return multiplexed.values().stream().flatMap(List::stream).toList();
  }

  void drain() {
    while (!byAge.isEmpty()) {
      closeOldest();
    }
    allMultiplexed().forEach(Http2UpstreamConnection::close);
  }
}
