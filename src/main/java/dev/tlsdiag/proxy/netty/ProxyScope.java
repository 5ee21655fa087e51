package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.x509.TrustAnchors;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections of one proxy share. */
final class ProxyScope {
  final ProxySettings settings;
  final RecordSink sink;
  final WireTaps taps;

  /** All connections that are open, of both sides. */
  final ChannelGroup channels;

  /** Of those the clients' that get no answer any more: nobody waits for their end. */
  final ChannelGroup silent = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

  /** For what would hold an event loop up: resolving names, issuing certificates. */
  final ExecutorService workers;

  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, LegRecorder> clients = new ConcurrentHashMap<>();
  private final FastThreadLocal<ArrayPool> pools =
      new FastThreadLocal<>() {
        @Override
        protected ArrayPool initialValue() {
          return new ArrayPool();
        }
      };

  ProxyScope(
      ProxySettings settings,
      RecordSink sink,
      WireTaps taps,
      ChannelGroup channels,
      ExecutorService workers) {
    this.settings = settings;
    this.sink = sink;
    this.taps = taps;
    this.channels = channels;
    this.workers = workers;
  }

  long nextLeg() {
    return ids.incrementAndGet();
  }

  /** For the tapes of this thread. */
  ArrayPool pool() {
    return pools.get();
  }

  void opened(LegRecorder client) {
    clients.put(client.id(), client);
  }

  void ended(LegRecorder client) {
    clients.remove(client.id());
    if (clients.isEmpty()) {
      synchronized (clients) {
        clients.notifyAll();
      }
    }
  }

  /**
   * Waits until no client is connected.
   *
   * @param endNanos of {@link System#nanoTime}: not longer than this
   */
  void whenIdle(long endNanos) {
    synchronized (clients) {
      long left = endNanos - System.nanoTime();
      while (!clients.isEmpty() && left > 0) {
        try {
          TimeUnit.NANOSECONDS.timedWait(clients, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
        left = endNanos - System.nanoTime();
      }
    }
  }

  /**
   * Whom a server is verified with.
   *
   * @param name as the policy has it; empty text for the settings' own
   * @return empty where the policy has none of the name
   */
  Optional<TrustAnchors> trust(String name) {
    return name.isEmpty()
        ? Optional.of(settings.upstreamTrust())
        : settings.policy().map(policy -> policy.authorities().get(name));
  }

  /** How many clients are connected. */
  int clients() {
    return clients.size();
  }

  /** The client's connection of this number, while it is open. */
  Optional<LegRecorder> client(long id) {
    return Optional.ofNullable(clients.get(id));
  }
}
