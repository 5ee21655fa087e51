package dev.tlsdiag.pcap;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** What came out of a capture. */
record Reading(
    List<String> lines, List<Long> times, Optional<String> ending, ReaderCounters counters) {

  /** Reads all of it at once. */
  static Reading of(byte[] capture) throws CaptureFormatException {
    return of(capture, capture.length, null);
  }

  /** Reads it in pieces: each call is given {@code step} more bytes. */
  static Reading of(byte[] capture, int step, FrameVisitor visitor) throws CaptureFormatException {
    PacketLog log = new PacketLog();
    CaptureReader reader = new CaptureReader(log, visitor);
    ByteBuffer window = ByteBuffer.allocateDirect(capture.length).put(capture);
    int position = 0;
    for (int limit = Math.min(step, capture.length);
        ;
        limit += Math.min(step, capture.length - limit)) {
      position = reader.read(window, position, limit);
      if (limit == capture.length) {
        break;
      }
    }
    Optional<String> ending = reader.end(capture.length - position);
    return new Reading(log.lines, log.times, ending, reader.counters());
  }

  /** Decodes one frame that was captured whole. */
  static Reading ofFrame(int linkType, byte[] frame) throws CaptureFormatException {
    return of(CaptureBuilder.pcap(linkType).frame(frame).build());
  }
}
