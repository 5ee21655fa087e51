package dev.tlsdiag.capture;

import java.io.InputStream;

/** Compressed bytes of others than captures, too. */
public final class Compression {
  private Compression() {}

  /** Unpacks zstd (RFC 8878); the first read fails where it is none. */
  public static InputStream zstd(InputStream bytes) {
    return CaptureInput.Zstd.unpack(bytes);
  }
}
