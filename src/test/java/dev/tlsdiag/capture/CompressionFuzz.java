package dev.tlsdiag.capture;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

class CompressionFuzz {
  /** Of what is unpacked; a few bytes may be gigabytes. */
  private static final long MOST = 1 << 22;

  private static final byte[][] MAGICS = {
    {}, {0x1f, (byte) 0x8b, 8, 0}, {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd}
  };

  /** Whatever the file: it is unpacked, or an {@link IOException} says why not. */
  @FuzzTest(maxDuration = "60s")
  void unpack(byte[] file) {
    for (byte[] magic : MAGICS) {
      byte[] bytes = new byte[magic.length + file.length];
      System.arraycopy(magic, 0, bytes, 0, magic.length);
      System.arraycopy(file, 0, bytes, magic.length, file.length);
      try (InputStream in =
          CaptureInput.unpack(new BufferedInputStream(new ByteArrayInputStream(bytes)))) {
        byte[] block = new byte[8192];
        long sum = 0;
        for (int read = in.read(block); read >= 0 && sum < MOST; read = in.read(block)) {
          sum += read;
        }
      } catch (IOException expected) {
        // Any other exception, or a hang, is a bug.
      }
    }
  }
}
