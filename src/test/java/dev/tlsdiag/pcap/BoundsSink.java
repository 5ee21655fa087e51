package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import java.nio.ByteBuffer;

/** Reads every byte of what it is given: a packet that reaches past its buffer throws. */
final class BoundsSink implements PacketSink {
  private long sum;

  static CaptureReader reader() {
    return new CaptureReader(new BoundsSink(), (f, l, t, b, at, c, w, i) -> {});
  }

  /** A capture in two pieces; only the exception for what is no capture may come out. */
  static void readInPieces(byte[] capture) {
    CaptureReader reader = reader();
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

  @Override
  public String toString() {
    return "sum " + sum;
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
