package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;

/** Sees the raw frames of a capture, before they are decoded. */
@FunctionalInterface
public interface FrameVisitor {

  /**
   * @param frame 1-based number in the file, as Wireshark counts
   * @param timeNanos since the epoch; 0 where the capture has none
   * @param buffer holds the frame during the call only; big-endian, to be read by absolute offsets
   * @param offset where the frame starts in {@code buffer}
   * @param capturedLength bytes of the frame in {@code buffer}
   * @param wireLength bytes the frame had on the wire
   * @param interfaceId 0-based over the whole file: a second pcapng section goes on counting
   */
  void onFrame(
      long frame,
      int linkType,
      long timeNanos,
      ByteBuffer buffer,
      int offset,
      int capturedLength,
      int wireLength,
      int interfaceId);

  /**
   * A description of an interface, before its first frame.
   *
   * @param name as the capturing host called it; empty where the file does not say
   */
  default void onInterface(int interfaceId, int linkType, String name) {}

  /** A name that the capture itself gives an address (pcapng Name Resolution Block). */
  default void onName(IpAddress address, String name) {}

  /**
   * Secrets to decrypt the traffic with (pcapng Decryption Secrets Block).
   *
   * @param type 0x544c534b is a TLS key log
   * @param buffer holds them at {@code offset} during the call only
   */
  default void onSecrets(int type, ByteBuffer buffer, int offset, int length) {}
}
