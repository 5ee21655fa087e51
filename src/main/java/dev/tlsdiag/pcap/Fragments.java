package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * IP datagrams put together from fragments (RFC 791 section 3.2, RFC 8200 section 4.5).
 *
 * <p>Bounded: {@value #MAX_DATAGRAMS} datagrams and {@value #MAX_BYTES} bytes wait, each at most 60
 * s of capture time; the oldest goes first. Where fragments overlap the first one to arrive wins.
 */
final class Fragments {
  static final int MAX_DATAGRAMS = 1024;
  static final int MAX_BYTES = 16 << 20;
  private static final int MAX_LENGTH = 65_535;
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  /** What fragments of one datagram have in common; {@code protocol} is 0 for IPv6. */
  record Key(IpAddress source, IpAddress destination, int identification, int protocol) {}

  private static final class Pending {
    private final long sinceNanos;
    private final BitSet units = new BitSet(); // of 8 bytes
    private byte[] bytes = new byte[2048];
    private int length = -1; // known from the last fragment
    private int fragments;

    Pending(long sinceNanos) {
      this.sinceNanos = sinceNanos;
    }

    private boolean whole() {
      return length >= 0 && units.nextClearBit(0) * 8 >= length;
    }
  }

  private final Map<Key, Pending> waiting = new LinkedHashMap<>();
  private final ByteBuffer[] scratch = new ByteBuffer[16];
  private byte[] whole = new byte[0];
  private int wholeLength;
  private int bytes;
  private long dropped;

  /** Fragments given up so far. */
  long dropped() {
    return dropped;
  }

  /** Bytes held. */
  int bytes() {
    return bytes;
  }

  /** Datagrams of which fragments are missing. */
  int waiting() {
    return waiting.size();
  }

  /** Gives up those that still wait: the capture has ended. */
  void dropAll() {
    waiting.values().forEach(pending -> dropped += pending.fragments);
    waiting.clear();
    bytes = 0;
  }

  /**
   * Takes the fragment in {@code view[at, end)}.
   *
   * @return the length of the datagram where it is complete now (then {@link #takeWhole} has it),
   *     else -1
   */
  int add(
      Key key,
      long timeNanos,
      int offset,
      boolean more,
      ByteBuffer view,
      int at,
      int end,
      int cut) {
    int length = end - at;
    if (more) {
      length &= ~7; // RFC 791: all but the last are multiples of 8 bytes
    }
    if (cut > 0 || length <= 0 || offset + length > MAX_LENGTH) {
      dropped++;
      return -1;
    }
    expire(timeNanos);
    Pending pending = waiting.get(key);
    if (pending == null) {
      makeRoom();
      pending = new Pending(timeNanos);
      waiting.put(key, pending);
      bytes += pending.bytes.length;
    }
    pending.fragments++;
    if (!more && pending.length < 0) {
      pending.length = offset + length;
    }
    copy(pending, offset, length, view, at);
    if (!pending.whole()) {
      return -1;
    }
    waiting.remove(key);
    bytes -= pending.bytes.length;
    whole = pending.bytes;
    wholeLength = pending.length;
    return wholeLength;
  }

  /**
   * The datagram that {@link #add} completed, in a buffer that stays as it is until the same {@code
   * depth} is asked for again.
   */
  ByteBuffer takeWhole(int depth) {
    if (scratch[depth] == null) {
      // Direct like the files' own windows: the decoder then sees one kind of buffer only.
      scratch[depth] = ByteBuffer.allocateDirect(MAX_LENGTH + 1);
    }
    ByteBuffer buffer = scratch[depth];
    buffer.put(0, whole, 0, wholeLength);
    return buffer;
  }

  private void copy(Pending pending, int offset, int length, ByteBuffer view, int at) {
    int needed = offset + length + 7 & ~7;
    if (needed > pending.bytes.length) {
      bytes -= pending.bytes.length;
      int size = Math.min(MAX_LENGTH + 1, Math.max(needed, pending.bytes.length * 2));
      pending.bytes = Arrays.copyOf(pending.bytes, size);
      bytes += pending.bytes.length;
    }
    int end = offset + length;
    for (int start = offset; start < end; start += 8) {
      int unit = start >> 3;
      if (!pending.units.get(unit)) {
        pending.units.set(unit);
        view.get(at + start - offset, pending.bytes, start, Math.min(8, end - start));
      }
    }
  }

  private void expire(long nowNanos) {
    Iterator<Pending> oldest = waiting.values().iterator();
    while (oldest.hasNext()) {
      Pending pending = oldest.next();
      if (nowNanos - pending.sinceNanos <= TIMEOUT_NANOS) {
        return;
      }
      drop(pending);
      oldest.remove();
    }
  }

  private void makeRoom() {
    Iterator<Pending> oldest = waiting.values().iterator();
    while (oldest.hasNext()
        && (waiting.size() >= MAX_DATAGRAMS || bytes > MAX_BYTES - MAX_LENGTH)) {
      drop(oldest.next());
      oldest.remove();
    }
  }

  private void drop(Pending pending) {
    dropped += pending.fragments;
    bytes -= pending.bytes.length;
  }
}
