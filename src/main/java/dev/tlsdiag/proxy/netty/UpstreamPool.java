package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Connected;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The connections to servers of one event loop, kept by route. The one used last is used next: so
 * the others become old and are closed.
 */
final class UpstreamPool {
  private final HttpLoop loop;
  private final Map<Route, ArrayDeque<Http1UpstreamHandler>> idle = new HashMap<>();

  UpstreamPool(HttpLoop loop) {
    this.loop = loop;
  }

  HttpLimits limits() {
    return loop.limits();
  }

  boolean isEmpty() {
    return idle.isEmpty();
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
        if (one.isUsable()) {
          one.start(exchange);
          return;
        }
      }
    }
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
    if (!opened.isSuccess()) {
      Throwable cause = opened.cause();
      if (cause instanceof UpstreamException told) {
        exchange.onNoStream(told.failure(), told.leg());
      } else {
        exchange.onNoStream(
            new UpstreamFailure(Kind.CONNECT, String.valueOf(cause.getMessage()), Duration.ZERO),
            0);
      }
      return;
    }
    Http1UpstreamHandler handler =
        Http1UpstreamHandler.install(opened.getNow(), exchange.route(), this);
    if (exchange.isDone()) {
      release(handler);
    } else {
      handler.start(exchange);
    }
  }

  /** The same, for a request that HTTP/2 cannot carry. */
  static Route withoutHttp2(Route route) {
    return new Route(
        route.target(),
        route.tls(),
        route.sni(),
        route.identity(),
        route.identitySource(),
        route.alpn().isEmpty() ? "" : "http/1.1",
        route.absoluteForm(),
        route.mode(),
        route.announced());
  }

  /** A connection is free again. */
  void release(Http1UpstreamHandler handler) {
    if (loop.isDraining() || !handler.isUsable()) {
      handler.close();
      return;
    }
    ArrayDeque<Http1UpstreamHandler> kept =
        idle.computeIfAbsent(handler.route(), route -> new ArrayDeque<>());
    if (kept.size() >= loop.limits().pooledPerRoute()) {
      kept.pollFirst().close();
    }
    handler.idleSince(System.nanoTime());
    kept.addLast(handler);
    loop.tickLater();
  }

  /** A connection that was kept has closed. */
  void forget(Http1UpstreamHandler handler) {
    ArrayDeque<Http1UpstreamHandler> kept = idle.get(handler.route());
    if (kept != null) {
      kept.removeLastOccurrence(handler);
    }
  }

  /** Closes what nobody wanted for too long. */
  void sweep(long nowNanos) {
    long patience = loop.limits().pooledIdle().toNanos();
    for (Iterator<ArrayDeque<Http1UpstreamHandler>> i = idle.values().iterator(); i.hasNext(); ) {
      ArrayDeque<Http1UpstreamHandler> kept = i.next();
      while (!kept.isEmpty() && nowNanos - kept.peekFirst().idleSince() > patience) {
        kept.pollFirst().close();
      }
      if (kept.isEmpty()) {
        i.remove();
      }
    }
  }

  void drain() {
    List<Http1UpstreamHandler> all = new ArrayList<>();
    idle.values().forEach(all::addAll);
    idle.clear();
    all.forEach(Http1UpstreamHandler::close);
  }
}
