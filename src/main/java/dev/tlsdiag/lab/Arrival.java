package dev.tlsdiag.lab;

import java.util.List;

/**
 * How a ClientHello came: what a box that does not put records or segments together sees of it.
 *
 * @param records bytes of the message in each TLS record, in order
 * @param segments bytes of each arrival, as the socket gave them; segments that came at the same
 *     moment are one
 * @param recordVersion {@code legacy_record_version} of the first record
 */
record Arrival(List<Integer> records, List<Integer> segments, int recordVersion) {
  private static final int RECORD_HEADER = 5;

  Arrival {
    records = List.copyOf(records);
    segments = List.copyOf(segments);
  }

  /** The handshake message with its header of four bytes, all records together. */
  int messageBytes() {
    return records.stream().mapToInt(Integer::intValue).sum();
  }

  /** What came over TCP: the message and the headers of its records. */
  int wireBytes() {
    return messageBytes() + records.size() * RECORD_HEADER;
  }

  /** Whether the first arrival was without the whole hello. */
  boolean split() {
    return !segments.isEmpty() && segments.get(0) < wireBytes();
  }
}
