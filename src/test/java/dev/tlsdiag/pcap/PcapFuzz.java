package dev.tlsdiag.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteOrder;
import java.util.Arrays;

class PcapFuzz {
  private static final int[] MAGICS = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ac};

  /**
   * Whatever follows a file header. Before it stand the variant of the format and the link type.
   */
  @FuzzTest(maxDuration = "60s")
  void records(byte[] bytes) {
    if (bytes.length > 1) {
      ByteOrder order = (bytes[0] & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
      int magic = MAGICS[bytes[0] >> 1 & 3];
      byte[] header = CaptureBuilder.pcap(order, magic, bytes[1] & 0xff).build();
      byte[] records = Arrays.copyOfRange(bytes, 2, bytes.length);
      BoundsSink.readInPieces(PacketBytes.join(header, records));
    }
  }
}
