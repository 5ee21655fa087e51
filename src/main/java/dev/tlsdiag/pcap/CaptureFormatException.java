package dev.tlsdiag.pcap;

/**
 * A file holds no capture that can be read; the message names the offset and what was found there.
 */
public final class CaptureFormatException extends Exception {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param offset in bytes from the start of the file
   * @param problem what was found, lower case, no period
   */
  public CaptureFormatException(long offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  public long offset() {
    return offset;
  }
}
