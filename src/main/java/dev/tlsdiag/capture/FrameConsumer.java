package dev.tlsdiag.capture;

import java.nio.ByteBuffer;

/** Takes frames off the wire, on the thread that runs the capture. */
@FunctionalInterface
public interface FrameConsumer {

  /**
   * @param frame holds the captured bytes from index 0; the consumer's to keep
   * @param linkType the number of tcpdump.org
   * @param timeNanos since the epoch; libpcap gives microseconds
   * @param wireLength bytes the frame had before it was cut
   */
  void onFrame(ByteBuffer frame, int linkType, long timeNanos, int capturedLength, int wireLength);
}
