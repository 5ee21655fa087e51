package dev.tlsdiag.corpus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Where to cut a capture file: the same places in every run. */
final class CaptureCuts {
  private static final int HEAD = 200;
  private static final int SPREAD = 12;
  private static final int BOUNDARIES = 4;

  private static final int PCAP_HEADER = 24;
  private static final int PCAP_RECORD_HEADER = 16;
  private static final int PCAPNG_SECTION_HEADER = 0x0a0d0d0a;
  private static final int PCAPNG_BYTE_ORDER_MAGIC = 0x1a2b3c4d;

  private CaptureCuts() {}

  /**
   * Lengths of the first 200 bytes, lengths evenly spread, and one byte around some block ends.
   *
   * @param first of the lengths up to 200 the first
   * @param step from one of them to the next; 1 for every length
   */
  static List<Integer> of(byte[] capture, int first, int step) {
    TreeSet<Integer> lengths = new TreeSet<>();
    for (int length = first; length <= HEAD; length += step) {
      lengths.add(length);
    }
    for (long i = 1; i <= SPREAD; i++) {
      lengths.add((int) (capture.length * i / SPREAD));
    }
    List<Integer> ends = blockEnds(capture);
    int stride = Math.max(1, ends.size() / BOUNDARIES);
    for (int i = stride - 1; i < ends.size(); i += stride) {
      lengths.add(ends.get(i) - 1);
      lengths.add(ends.get(i));
      lengths.add(ends.get(i) + 1);
    }
    return lengths.stream().filter(length -> length < capture.length).toList();
  }

  /**
   * Offsets behind each packet of a pcap file or block of a pcapng file; none of a compressed file.
   */
  static List<Integer> blockEnds(byte[] capture) {
    List<Integer> ends = new ArrayList<>();
    if (capture.length < PCAP_HEADER) {
      return ends;
    }
    ByteBuffer in = ByteBuffer.wrap(capture).order(ByteOrder.LITTLE_ENDIAN);
    if (in.getInt(0) == PCAPNG_SECTION_HEADER) {
      pcapngEnds(in, ends);
    } else if (isPcap(in.getInt(0))) {
      pcapEnds(in, ends);
    } else if (isPcap(in.order(ByteOrder.BIG_ENDIAN).getInt(0))) {
      pcapEnds(in, ends);
    }
    return ends;
  }

  private static boolean isPcap(int magic) {
    return magic == 0xa1b2c3d4 || magic == 0xa1b23c4d; // microseconds, nanoseconds
  }

  private static void pcapEnds(ByteBuffer in, List<Integer> ends) {
    long at = PCAP_HEADER;
    while (at + PCAP_RECORD_HEADER <= in.capacity()) {
      at += PCAP_RECORD_HEADER + Integer.toUnsignedLong(in.getInt((int) at + 8));
      if (at <= in.capacity()) {
        ends.add((int) at);
      }
    }
  }

  private static void pcapngEnds(ByteBuffer in, List<Integer> ends) {
    long at = 0;
    while (at + 12 <= in.capacity()) {
      if (in.getInt((int) at) == PCAPNG_SECTION_HEADER) {
        in.order(ByteOrder.LITTLE_ENDIAN);
        if (in.getInt((int) at + 8) != PCAPNG_BYTE_ORDER_MAGIC) {
          in.order(ByteOrder.BIG_ENDIAN);
        }
      }
      long length = Integer.toUnsignedLong(in.getInt((int) at + 4));
      if (length < 12) {
        return;
      }
      at += length;
      if (at <= in.capacity()) {
        ends.add((int) at);
      }
    }
  }
}
