package dev.tlsdiag.pcap;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng), in the order in which they are asked for;
 * the caller writes them.
 *
 * <p>Little-endian, time stamps in nanoseconds. Every file and link type that frames come from gets
 * an interface of its own, described before its first frame.
 */
public final class PcapngWriter {
  /** The type of a Decryption Secrets Block that holds a TLS key log. */
  public static final int TLS_KEY_LOG = 0x544c534b;

  private static final int OPTION_COMMENT = 1;
  private static final int OPTION_IF_NAME = 2;
  private static final int OPTION_IF_TSRESOL = 9;
  private static final int OPTION_USER_APPLICATION = 4;

  /** A comment longer than this is cut; the length of an option has 16 bits. */
  private static final int MAX_TEXT = 65_532;

  private record Source(String name, int linkType) {}

  private final Map<Source, Integer> interfaces = new HashMap<>();

  /**
   * The Section Header Block; comes first.
   *
   * @param application who writes the file: {@code "tlsdiag 1.0"}
   */
  public byte[] sectionHeader(String application) {
    byte[] name = text(application);
    ByteBuffer block = block(PcapngBlocks.SECTION_HEADER, 16 + option(name.length) + 4);
    block.putInt(0x1a2b3c4d).putShort((short) 1).putShort((short) 0).putLong(-1);
    putOption(block, OPTION_USER_APPLICATION, name);
    return finish(block.putInt(0));
  }

  /**
   * A frame as Enhanced Packet Block, after the Interface Description Block of its source where
   * this is the first frame of it.
   *
   * @param source the file or interface the frame comes from; becomes the name of the interface
   * @param timeNanos since the epoch
   * @param buffer holds the frame at {@code offset}; its position and byte order are not used
   * @param comment shown with the frame by Wireshark; empty for none
   */
  public byte[] packet(
      String source,
      int linkType,
      long timeNanos,
      ByteBuffer buffer,
      int offset,
      int capturedLength,
      int wireLength,
      String comment) {
    Source key = new Source(requireNonNull(source, "source is null"), linkType);
    Integer known = interfaces.get(key);
    if (known != null) {
      return packet(known, timeNanos, buffer, offset, capturedLength, wireLength, comment);
    }
    int id = interfaces.size();
    interfaces.put(key, id);
    byte[] description = interfaceDescription(source, linkType);
    byte[] packet = packet(id, timeNanos, buffer, offset, capturedLength, wireLength, comment);
    byte[] both = Arrays.copyOf(description, description.length + packet.length);
    System.arraycopy(packet, 0, both, description.length, packet.length);
    return both;
  }

  /** A Decryption Secrets Block; must come before the frames that it is for. */
  public byte[] secrets(int type, byte[] secrets) {
    ByteBuffer block = block(PcapngBlocks.DECRYPTION_SECRETS, 8 + padded(secrets.length));
    return finish(block.putInt(type).putInt(secrets.length).put(secrets));
  }

  private static byte[] interfaceDescription(String source, int linkType) {
    byte[] name = text(source);
    int length = 8 + option(name.length) + option(1) + 4;
    ByteBuffer block = block(PcapngBlocks.INTERFACE_DESCRIPTION, length);
    block.putShort((short) linkType).putShort((short) 0).putInt(0);
    putOption(block, OPTION_IF_NAME, name);
    putOption(block, OPTION_IF_TSRESOL, new byte[] {9});
    return finish(block.putInt(0));
  }

  private static byte[] packet(
      int id,
      long timeNanos,
      ByteBuffer buffer,
      int offset,
      int capturedLength,
      int wireLength,
      String comment) {
    byte[] remark = text(comment);
    int options = remark.length == 0 ? 0 : option(remark.length) + 4;
    int length = 20 + padded(capturedLength) + options;
    ByteBuffer block = block(PcapngBlocks.ENHANCED_PACKET, length);
    block.putInt(id).putInt((int) (timeNanos >>> 32)).putInt((int) timeNanos);
    block.putInt(capturedLength).putInt(wireLength);
    int start = block.position();
    block.put(start, buffer, offset, capturedLength);
    block.position(start + padded(capturedLength));
    if (options > 0) {
      putOption(block, OPTION_COMMENT, remark);
      block.putInt(0);
    }
    return finish(block);
  }

  private static ByteBuffer block(int type, int bodyLength) {
    int length = 12 + bodyLength;
    ByteBuffer block = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    return block.putInt(type).putInt(length);
  }

  private static byte[] finish(ByteBuffer block) {
    byte[] bytes = new byte[block.capacity()];
    block.putInt(bytes.length - 4, bytes.length).get(0, bytes);
    return bytes;
  }

  private static void putOption(ByteBuffer block, int code, byte[] value) {
    block.putShort((short) code).putShort((short) value.length);
    int start = block.position();
    block.put(value).position(start + padded(value.length));
  }

  private static int option(int length) {
    return 4 + padded(length);
  }

  private static int padded(int length) {
    return length + 3 & ~3;
  }

  private static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= MAX_TEXT ? bytes : Arrays.copyOf(bytes, MAX_TEXT);
  }
}
