package dev.tlsdiag.track;

import dev.tlsdiag.tcp.Packet;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The flows of a capture by address and port pair: open addressing over their hashes, so that a
 * lookup touches one array and one object.
 */
final class FlowTable<F extends FlowEntry> {
  private static final int FIRST_CAPACITY = 1 << 12;

  /** So that nobody can make up a capture whose connections all have one hash. */
  private static final long SEED = new SplittableRandom().nextLong();

  private final int limit;
  private int[] hashes = new int[FIRST_CAPACITY];
  private FlowEntry[] flows = new FlowEntry[FIRST_CAPACITY];
  private int size;
  private long evicted;

  /**
   * @param limit the number of flows beyond which idle ones that nobody watches are forgotten
   */
  FlowTable(int limit) {
    this.limit = limit;
  }

  /** Symmetric: both directions of a connection have the same hash; never 0. */
  static int hash(Packet p) {
    long source =
        (p.sourceLow ^ p.sourceHigh * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL + p.sourcePort;
    long destination =
        (p.destinationLow ^ p.destinationHigh * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL
            + p.destinationPort;
    long mixed = mix(source ^ SEED) + mix(destination ^ SEED);
    int hash = (int) (mixed ^ mixed >>> 32);
    return hash == 0 ? 1 : hash;
  }

  private static long mix(long value) {
    long mixed = (value ^ value >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 29;
  }

  /** The flow of {@code p}, in whichever direction, or null. */
  @SuppressWarnings("unchecked") // only F goes in
  F find(Packet p, int hash) {
    int mask = flows.length - 1;
    for (int i = hash & mask; hashes[i] != 0; i = i + 1 & mask) {
      if (hashes[i] == hash && flows[i].direction(p) >= 0) {
        return (F) flows[i];
      }
    }
    return null;
  }

  /**
   * Puts {@code flow} in, in place of the flow with the same addresses and ports where there is
   * one.
   */
  void put(F flow, FlowEntry replaced) {
    int mask = flows.length - 1;
    if (replaced != null) {
      for (int i = flow.hash & mask; hashes[i] != 0; i = i + 1 & mask) {
        if (flows[i] == replaced) {
          flows[i] = flow;
          return;
        }
      }
    }
    if (size >= limit) {
      forgetIdle();
    }
    if (size * 2 >= flows.length) {
      rebuild(flows.length * 2, Long.MIN_VALUE);
    }
    insert(flow);
  }

  long evicted() {
    return evicted;
  }

  private void insert(FlowEntry flow) {
    int mask = flows.length - 1;
    int i = flow.hash & mask;
    while (hashes[i] != 0) {
      i = i + 1 & mask;
    }
    hashes[i] = flow.hash;
    flows[i] = flow;
    size++;
  }

  /** Drops the longer idle half of the flows that nobody waits for. */
  private void forgetIdle() {
    long[] last = new long[size];
    int n = 0;
    for (FlowEntry flow : flows) {
      if (flow != null && !flow.watched()) {
        last[n++] = flow.lastFrame;
      }
    }
    if (n > 0) {
      Arrays.sort(last, 0, n);
      int before = size;
      rebuild(flows.length, last[n / 2]);
      evicted += before - size;
    }
  }

  private void rebuild(int capacity, long idleSince) {
    FlowEntry[] old = flows;
    hashes = new int[capacity];
    flows = new FlowEntry[capacity];
    size = 0;
    for (FlowEntry flow : old) {
      if (flow != null && (flow.watched() || flow.lastFrame > idleSince)) {
        insert(flow);
      }
    }
  }
}
