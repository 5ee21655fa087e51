package dev.tlsdiag.trust;

import java.io.IOException;

/**
 * A file does not hold what it should, or is not kept as it should be. The message names the file,
 * begins in lower case and has no final period.
 */
public final class UnusableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableFileException(String message) {
    super(message);
  }

  UnusableFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
