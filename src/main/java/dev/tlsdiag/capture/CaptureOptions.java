package dev.tlsdiag.capture;

/**
 * How captures are read.
 *
 * @param ordered handshakes come in the order of their ClientHellos; otherwise as they are
 *     concluded
 * @param threads files scanned at the same time; with one file the scan and the rest have a thread
 *     each
 */
public record CaptureOptions(boolean ordered, int threads) {
  public static final CaptureOptions DEFAULT =
      new CaptureOptions(true, Runtime.getRuntime().availableProcessors());

  /** For streams that go on: each handshake as soon as it is concluded. */
  public static final CaptureOptions LIVE = new CaptureOptions(false, 1);

  public CaptureOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
  }
}
