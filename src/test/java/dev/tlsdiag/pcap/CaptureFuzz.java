package dev.tlsdiag.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Whatever the bytes: a packet lies within its buffer, and only our own exception comes out. */
class CaptureFuzz {
  private static final ByteOrder[] ORDERS = {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN};
  private static final int[] MAGICS = {0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ac};

  /** Touches what it is given: what is out of bounds throws. */
  private static final class Touch implements PacketSink {
    private long sum;

    @Override
    public void onTcp(Packet packet) {
      touch(packet);
    }

    @Override
    public void onUdp(Packet packet) {
      touch(packet);
    }

    @Override
    public void onIcmpError(Packet quoted, boolean tcp, IcmpError error) {
      sum += error.text().length() + quoted.source().toString().length();
    }

    private void touch(Packet packet) {
      if (packet.payloadLength < 0 || packet.cutBytes < 0) {
        throw new AssertionError("negative length in frame " + packet.frame);
      }
      for (int i = 0; i < packet.payloadLength; i++) {
        sum += packet.buffer.get(packet.payloadOffset + i);
      }
    }
  }

  @FuzzTest(maxDuration = "10s")
  void pcap(byte[] bytes) {
    if (bytes.length > 1) {
      ByteOrder order = ORDERS[bytes[0] & 1];
      byte[] header =
          CaptureBuilder.pcap(order, MAGICS[bytes[0] >> 1 & 3], bytes[1] & 0xff).build();
      readInPieces(PacketBytes.join(header, Arrays.copyOfRange(bytes, 2, bytes.length)));
    }
  }

  @FuzzTest(maxDuration = "10s")
  void pcapng(byte[] bytes) {
    if (bytes.length > 0) {
      byte[] start = CaptureBuilder.pcapng(ORDERS[bytes[0] & 1]).interfaceOf(1, 0).build();
      readInPieces(PacketBytes.join(start, Arrays.copyOfRange(bytes, 1, bytes.length)));
    }
  }

  @FuzzTest(maxDuration = "10s")
  void anything(byte[] bytes) {
    readInPieces(bytes);
  }

  @FuzzTest(maxDuration = "20s")
  void link(byte[] bytes) {
    if (bytes.length < 3) {
      return;
    }
    CaptureReader reader = new CaptureReader(new Touch(), (f, l, t, b, at, c, w, i) -> {});
    int linkType = (bytes[0] & 0xff) << 8 & 0x1ff | bytes[1] & 0xff;
    int missing = bytes[2] & 0xff;
    byte[] frame = Arrays.copyOfRange(bytes, 3, bytes.length);
    for (int i = 0; i < 2; i++) { // twice: fragments find their like
      reader.packet(linkType, 0, ByteBuffer.wrap(frame), 0, frame.length, frame.length + missing);
    }
    reader.counters();
  }

  private static void readInPieces(byte[] capture) {
    CaptureReader reader = new CaptureReader(new Touch(), (f, l, t, b, at, c, w, i) -> {});
    ByteBuffer window = ByteBuffer.wrap(capture);
    try {
      int position = reader.read(window, 0, capture.length / 2);
      position = reader.read(window, position, capture.length);
      reader.end(capture.length - position);
    } catch (CaptureFormatException expected) {
      // Any other exception, or a hang, is a bug.
    }
    reader.counters();
  }
}
