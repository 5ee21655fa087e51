package dev.tlsdiag.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.util.Arrays;

class PcapngFuzz {
  /** Whatever follows a section with one interface of Ethernet. Before it stands the byte order. */
  @FuzzTest(maxDuration = "60s")
  void blocks(byte[] bytes) {
    if (bytes.length > 0) {
      ByteOrder order = (bytes[0] & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      byte[] start = CaptureBuilder.pcapng(order).interfaceOf(1, 0).build();
      byte[] blocks = Arrays.copyOfRange(bytes, 1, bytes.length);
      BoundsSink.readInPieces(PacketBytes.join(start, blocks));
    }
  }
}
