package dev.tlsdiag.pcap;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/** Builds capture files in every variant of their formats, one call per header, record or block. */
public final class CaptureBuilder {
  /**
   * Time stamp of the first frame, in units of the file since the epoch: one second more per frame.
   */
  public static final long FIRST_SECOND = 1_700_000_000L;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteOrder order;
  private final boolean ng;
  private int recordHeader = 16;
  private long unitsPerSecond = 1_000_000;
  private long second = FIRST_SECOND;

  private CaptureBuilder(ByteOrder order, boolean ng) {
    this.order = order;
    this.ng = ng;
  }

  /** Classic pcap: little-endian, microseconds. */
  public static CaptureBuilder pcap(int linkType) {
    return pcap(ByteOrder.LITTLE_ENDIAN, 0xa1b2c3d4, linkType);
  }

  /** Classic pcap in the variant of {@code magic}. */
  public static CaptureBuilder pcap(ByteOrder order, int magic, int linkType) {
    CaptureBuilder built = new CaptureBuilder(order, false);
    built.unitsPerSecond = magic == 0xa1b23c4d || magic == 0x1c0001ac ? 1_000_000_000 : 1_000_000;
    built.recordHeader = magic == 0xa1b2cd34 ? 24 : 16;
    built.put(
        24,
        b ->
            b.putInt(magic)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(65535)
                .putInt(linkType));
    if (magic >>> 4 == 0x01c0001a) {
      built.put(4, b -> b.putInt(0));
    }
    return built;
  }

  /** pcapng with a section header. */
  public static CaptureBuilder pcapng(ByteOrder order) {
    return new CaptureBuilder(order, true).section();
  }

  /** pcapng, little-endian, with one interface. */
  public static CaptureBuilder pcapng(int linkType) {
    return pcapng(ByteOrder.LITTLE_ENDIAN).interfaceOf(linkType, 0);
  }

  /** Another section, in the same byte order. */
  public CaptureBuilder section() {
    return block(0x0a0d0d0a, body(16, b -> b.putInt(0x1a2b3c4d).putInt(1).putLong(-1)));
  }

  /** Appends another capture as it is. */
  public CaptureBuilder append(CaptureBuilder other) {
    out.writeBytes(other.build());
    return this;
  }

  /**
   * @param options in hex, as in the file
   */
  public CaptureBuilder interfaceOf(int linkType, int snapLength, Object... options) {
    byte[] head = body(8, b -> b.putShort((short) linkType).putShort((short) 0).putInt(snapLength));
    return block(1, PacketBytes.join(head, PacketBytes.join(options)));
  }

  public CaptureBuilder frame(byte[] frame) {
    return frame(frame, frame.length);
  }

  /** A frame of which only {@code captured} bytes are in the file. */
  public CaptureBuilder frame(byte[] frame, int captured) {
    return frame(0, frame, captured);
  }

  public CaptureBuilder frame(int interfaceId, byte[] frame, int captured) {
    long units = second++ * unitsPerSecond + 5;
    byte[] bytes = Arrays.copyOf(frame, captured);
    if (ng) {
      byte[] head =
          body(
              20,
              b ->
                  b.putInt(interfaceId)
                      .putInt((int) (units >>> 32))
                      .putInt((int) units)
                      .putInt(captured)
                      .putInt(frame.length));
      return block(6, PacketBytes.join(head, padded(bytes)));
    }
    put(
        recordHeader,
        b ->
            b.putInt((int) (units / unitsPerSecond))
                .putInt((int) (units % unitsPerSecond))
                .putInt(captured)
                .putInt(frame.length));
    out.writeBytes(bytes);
    return this;
  }

  /** A Simple Packet Block. */
  public CaptureBuilder simpleFrame(byte[] frame, int captured) {
    byte[] head = body(4, b -> b.putInt(frame.length));
    return block(3, PacketBytes.join(head, padded(Arrays.copyOf(frame, captured))));
  }

  /** The obsolete Packet Block. */
  public CaptureBuilder oldFrame(int interfaceId, byte[] frame) {
    byte[] head =
        body(
            20,
            b ->
                b.putShort((short) interfaceId)
                    .putShort((short) 0)
                    .putLong(0)
                    .putInt(frame.length)
                    .putInt(frame.length));
    return block(2, PacketBytes.join(head, padded(frame)));
  }

  /** A block of any type; the body is a multiple of 4 bytes. */
  public CaptureBuilder block(int type, byte[] body) {
    put(8, b -> b.putInt(type).putInt(body.length + 12));
    out.writeBytes(body);
    return put(4, b -> b.putInt(body.length + 12));
  }

  /** Bytes as they are, in hex. */
  public CaptureBuilder raw(String hex) {
    out.writeBytes(PacketBytes.join(hex));
    return this;
  }

  public byte[] build() {
    return out.toByteArray();
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length + 3 & ~3);
  }

  private CaptureBuilder put(int length, Consumer<ByteBuffer> fill) {
    out.writeBytes(body(length, fill));
    return this;
  }

  private byte[] body(int length, Consumer<ByteBuffer> fill) {
    ByteBuffer b = ByteBuffer.allocate(length).order(order);
    fill.accept(b);
    return b.array();
  }
}
