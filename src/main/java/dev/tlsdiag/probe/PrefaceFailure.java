package dev.tlsdiag.probe;

import java.io.IOException;

/** The dialogue before the ClientHello did not lead to one. */
final class PrefaceFailure extends IOException {
  private static final long serialVersionUID = 1L;

  PrefaceFailure(String message) {
    super(message);
  }
}
