package dev.tlsdiag.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;

class LinkFuzz {
  /**
   * Whatever the frame: headers of the link, IP, tunnels, fragments, ICMP. Before it stand the link
   * type and how many bytes were cut off.
   */
  @FuzzTest(maxDuration = "60s")
  void frame(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    CaptureReader reader = BoundsSink.reader();
    int linkType = (bytes[0] & 1) << 8 | bytes[1] & 0xff;
    int missing = bytes[2] & 0xff;
    byte[] frame = Arrays.copyOfRange(bytes, 3, bytes.length);
    for (int i = 0; i < 2; i++) { // twice: fragments find their like
      reader.packet(linkType, 0, ByteBuffer.wrap(frame), 0, frame.length, frame.length + missing);
    }
    reader.counters();
  }
}
