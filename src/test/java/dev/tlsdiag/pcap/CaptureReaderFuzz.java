package dev.tlsdiag.pcap;

import com.code_intelligence.jazzer.junit.FuzzTest;

class CaptureReaderFuzz {
  /** Whatever the file. */
  @FuzzTest(maxDuration = "60s")
  void file(byte[] bytes) {
    BoundsSink.readInPieces(bytes);
  }
}
