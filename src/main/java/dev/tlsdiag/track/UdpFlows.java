package dev.tlsdiag.track;

import dev.tlsdiag.tcp.IpAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The flows a UDP tracker watches, least recently active first, within a number and a sum of bytes.
 *
 * @param <F> what is kept of a flow
 */
final class UdpFlows<F extends UdpFlows.Flow> {
  /** Handshakes under way at a time; the least recently active beyond these are concluded. */
  private static final int MAX_OPEN = 512;

  private final int maxFlows;
  private final long maxBytes;
  private final LinkedHashMap<Long, F> byStream = new LinkedHashMap<>(64, 0.75f, true);
  private final LinkedHashMap<Long, F> open = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<UdpPair, F> byPair = new HashMap<>();
  private long bytes;
  private long evicted;

  /** What is kept of a flow. */
  abstract static class Flow {
    final UdpPair pair;
    long lastNanos;
    private int countedBytes;

    Flow(UdpPair pair) {
      this.pair = pair;
    }

    /** Memory held for messages that are not complete, in bytes. */
    abstract int bufferedBytes();

    /** Closes what is pending. */
    abstract void close(long nanos);

    /** Whether nothing is expected that would change what is told. */
    abstract boolean settled();
  }

  UdpFlows(int maxFlows, long maxBytes) {
    this.maxFlows = maxFlows;
    this.maxBytes = maxBytes;
  }

  /** The flow of the number; null where it is not watched. */
  F find(long stream) {
    return byStream.get(stream);
  }

  /** The flow a quoted datagram belongs to, whoever sent it; null where it is not watched. */
  F find(Datagram quoted) {
    F flow = byPair.get(UdpPair.sentBy(quoted, 0));
    return flow != null
        ? flow
        : byPair.get(
            key(
                quoted.destination(),
                quoted.destinationPort(),
                quoted.source(),
                quoted.sourcePort()));
  }

  private static UdpPair key(IpAddress client, int clientPort, IpAddress server, int serverPort) {
    return new UdpPair(client, clientPort, server, serverPort, 0);
  }

  void add(F flow) {
    byStream.put(flow.pair.stream(), flow);
    byPair.put(pairKey(flow), flow);
  }

  private UdpPair pairKey(F flow) {
    UdpPair p = flow.pair;
    return key(p.client(), p.clientPort(), p.server(), p.serverPort());
  }

  /** {@code flow} took a datagram: makes room where it now holds too much. */
  void touched(F flow, long nanos) {
    flow.lastNanos = nanos;
    int now = flow.bufferedBytes();
    bytes += now - ((Flow) flow).countedBytes;
    ((Flow) flow).countedBytes = now;
    while ((byStream.size() > maxFlows || bytes > maxBytes) && byStream.size() > 1) {
      Iterator<F> all = byStream.values().iterator();
      F eldest = all.next();
      all.remove();
      byPair.remove(pairKey(eldest), eldest);
      open.remove(eldest.pair.stream());
      bytes -= ((Flow) eldest).countedBytes;
      evicted++;
      eldest.close(nanos);
    }
    open.put(flow.pair.stream(), flow);
    if (open.size() > MAX_OPEN) {
      Iterator<F> all = open.values().iterator();
      F eldest = all.next();
      all.remove();
      evicted += eldest.settled() ? 0 : 1;
      eldest.close(nanos); // and stays known, so that a repeated hello is not told again
    }
  }

  /**
   * Closes the flows that have been quiet: settled ones for the first time, others for the second.
   */
  void tick(long now, long settledNanos, long openNanos) {
    for (F flow : byStream.values()) {
      long quiet = now - flow.lastNanos;
      if (quiet >= (flow.settled() ? settledNanos : openNanos)) {
        flow.close(now);
      }
    }
  }

  void close(long nanos) {
    for (F flow : byStream.values()) {
      flow.close(nanos);
    }
    byStream.clear();
    open.clear();
    byPair.clear();
    bytes = 0;
  }

  /** Flows forgotten to stay within memory. */
  long evicted() {
    return evicted;
  }
}
